import{a as y,h as G}from"./chunk-E75ZIGSW.js";import{A as X,B as j,C as q,D as V,E as W,F as g,G as p,J as D,a as O,b as d,e as c,g as C,h as I,i as b,j as K,k as P,p as B,u as R,v as U,y as H,z as S}from"./chunk-WTT2TJ3J.js";import{a as m}from"./chunk-JFKSI6I7.js";var A=O` dialog{--accent: #0a7d4d;--on-accent: #fff;--tint: rgba(10,125,77,0.12);--surface: var(--ha-dialog-surface-background,var(--card-background-color,#fff));--line: var(--divider-color,#e0e0e0);--soft: var(--secondary-text-color,#5f6368);--danger: #b3261e;--danger-tint: rgba(179,38,30,0.1);--note-tint: rgba(255,166,0,0.18);box-sizing: border-box;width: min(560px,calc(100vw - 48px));height: min(740px,calc(100vh - 48px));height: min(740px,calc(100dvh - 48px));max-width: none;max-height: none;margin: auto;padding: 0;border: 0;border-radius: var(--ha-dialog-border-radius,24px);outline: none;overflow: hidden;color: var(--primary-text-color,#212121);background: var(--surface);box-shadow: 0 12px 48px rgba(0,0,0,0.36);font-family: var(--ha-font-family-body,Roboto,sans-serif);font-size: 16px;line-height: 1.4;overscroll-behavior: contain;}dialog.dark{--accent: #25d28c;--on-accent: #04231a;--tint: rgba(37,210,140,0.16);--danger: #ff8a80;--danger-tint: rgba(255,138,128,0.14);}dialog[open]{animation: rise 0.2s cubic-bezier(0.2,0.8,0.3,1);}dialog::backdrop{background: rgba(0,0,0,0.5);}.dialog{display: grid;grid-template: auto minmax(0,1fr) auto / minmax(0,1fr);height: 100%;}svg{flex: none;width: 24px;height: 24px;}header{display: flex;align-items: center;gap: 4px;padding-block: 8px;padding-inline: 8px 16px;}.round{flex: none;display: grid;place-items: center;width: 48px;height: 48px;border-radius: 50%;color: var(--soft);}.heading{min-width: 0;}h2{margin: 0;font-size: 20px;font-weight: 500;line-height: 26px;}.heading p{margin: 0;font-size: 13px;line-height: 18px;color: var(--soft);overflow: hidden;text-overflow: ellipsis;white-space: nowrap;}.body{display: flex;flex-direction: column;gap: 12px;min-height: 0;padding: 4px 20px 12px;overflow-y: auto;overscroll-behavior: contain;}.body[inert]{opacity: 0.6;}.body.dragging{outline: 3px dashed var(--accent);outline-offset: -8px;}fieldset{margin: 0;padding: 0;border: 0;min-width: 0;}legend{padding: 0;margin-bottom: 4px;font-size: 13px;color: var(--soft);}label{cursor: pointer;-webkit-tap-highlight-color: transparent;}input[type="radio"],input[type="checkbox"]{position: absolute;inset: 0;z-index: 1;margin: 0;border-radius: inherit;appearance: none;-webkit-appearance: none;cursor: inherit;}button:focus-visible,input:focus-visible,.button:focus-within,.text-button:focus-within{outline: 2px solid var(--accent);outline-offset: 2px;}.row input:focus-visible{outline-offset: -2px;}.kinds{position: sticky;top: 0;z-index: 2;flex: none;display: grid;grid-template-columns: repeat(3,minmax(0,1fr));gap: 4px;padding: 4px;border-radius: 26px;background: var(--secondary-background-color,#f0f0f0);}.kinds label{position: relative;display: flex;align-items: center;justify-content: center;gap: 8px;min-height: 44px;padding: 0 6px;border-radius: 22px;font-size: 14px;font-weight: 500;line-height: 1.15;text-align: center;transition: background-color 0.15s;}.kinds .checked{color: var(--on-accent);background: var(--accent);}.kinds svg,.font span{pointer-events: none;}.kinds svg{width: 20px;height: 20px;}.surface{flex: 1 0 auto;display: flex;min-height: 232px;max-height: 380px;border-radius: 20px;overflow-y: auto;color: #fff;cursor: text;transition: background-color 0.2s;container-type: inline-size;}.writing{display: grid;width: 100%;margin: auto;padding: 20px 24px;font-size: clamp(16px,calc(44px * var(--scale)),44px);line-height: 1.25;}.mirror,.writing textarea{grid-area: 1 / 1;box-sizing: border-box;min-width: 0;margin: 0;padding: 0;border: 0;font: inherit;text-align: center;white-space: pre-wrap;overflow-wrap: anywhere;}.mirror{visibility: hidden;}.writing textarea{width: 100%;height: 100%;outline: none;overflow: hidden;resize: none;color: #fff;caret-color: #fff;background: none;}.writing textarea::placeholder{color: rgba(255,255,255,0.86);opacity: 1;}.surface:focus-within{box-shadow: 0 0 0 2px var(--surface),0 0 0 4px var(--accent);}.count{margin: -6px 4px 0;font-size: 13px;line-height: 18px;text-align: end;color: var(--soft);font-variant-numeric: tabular-nums;}.count.over{font-weight: 500;color: var(--danger);}.choices{flex: none;display: flex;flex-wrap: wrap;gap: 4px;margin-inline: -2px;}.choices legend{margin-inline: 2px;}.swatch{position: relative;display: grid;place-items: center;width: 44px;height: 44px;border-radius: 50%;}.swatch span{width: 32px;height: 32px;border-radius: 50%;box-shadow: 0 0 0 1px var(--line);}.swatch :checked + span{box-shadow: 0 0 0 3px var(--surface),0 0 0 6px var(--accent);}.font{position: relative;display: grid;place-items: center;min-height: 44px;padding: 0 14px;border: 1px solid var(--line);border-radius: 22px;box-sizing: border-box;font-size: 15px;}.font.checked{color: var(--accent);border-color: var(--accent);background: var(--tint);}.chooser{flex: 1 0 auto;display: flex;flex-direction: column;align-items: center;justify-content: center;gap: 14px;padding: 24px 16px;border: 2px dashed var(--line);border-radius: 20px;text-align: center;}.disc{display: grid;place-items: center;width: 88px;height: 88px;border-radius: 50%;color: var(--accent);background: var(--tint);}.disc svg{width: 40px;height: 40px;}.cameras{display: flex;flex-wrap: wrap;justify-content: center;gap: 8px;}.button{position: relative;display: inline-flex;align-items: center;justify-content: center;gap: 8px;box-sizing: border-box;min-height: 44px;padding: 8px 20px;border: 1px solid var(--line);border-radius: 22px;font-size: 15px;font-weight: 500;line-height: 1.2;}.button svg{width: 20px;height: 20px;}.button.tonal{color: var(--accent);background: var(--tint);border-color: transparent;}.button.primary{color: var(--on-accent);background: var(--accent);border-color: transparent;}.button:disabled{opacity: 0.5;cursor: default;}.send{display: grid;}.rtl .send{transform: scaleX(-1);}.text-button{position: relative;flex: none;display: inline-flex;align-items: center;min-height: 44px;padding: 0 12px;border-radius: 22px;font-size: 14px;font-weight: 500;color: var(--accent);}@media (hover: hover){.round:hover,.text-button:hover,.recipients:hover,.row:hover{background: var(--tint);}.button:hover:not(:disabled){filter: brightness(0.95);}}.hint{margin: 0;max-width: 400px;font-size: 13px;line-height: 18px;color: var(--soft);}.media{flex: 1 1 auto;display: grid;grid-template: minmax(0,1fr) / minmax(0,1fr);place-items: center;min-height: 200px;border-radius: 20px;overflow: hidden;color: #e9edef;background: #0b141a;}.media img,.media video{display: block;width: 100%;height: 100%;max-height: 420px;object-fit: contain;}.media.voice{grid-template: none;align-content: center;gap: 24px;padding: 20px;background: radial-gradient(circle at 50% 35%,#3d2c86,#1b1230 75%);}.media.voice .disc{color: #fff;background: linear-gradient(135deg,#7c5cff,#c04bd8);}audio{width: 100%;max-width: 420px;}.unseen{display: grid;justify-items: center;gap: 8px;margin: 0;padding: 16px;text-align: center;}.chosen{flex: none;display: flex;flex-wrap: wrap;align-items: center;justify-content: flex-end;margin-block: -4px;}.chosen .name{flex: 1 1 180px;min-width: 0;display: grid;font-size: 14px;}.chosen bdi{overflow: hidden;text-overflow: ellipsis;white-space: nowrap;}.chosen .name span{font-size: 13px;color: var(--soft);}.caption{flex: none;display: block;}.caption textarea{display: block;box-sizing: border-box;width: 100%;min-height: 64px;padding: 10px 14px;border: 1px solid var(--soft);border-radius: 14px;outline: none;font: inherit;color: inherit;background: none;resize: vertical;}.caption textarea::placeholder,.search input::placeholder{color: var(--soft);opacity: 1;}.caption textarea:focus{border-color: var(--accent);box-shadow: inset 0 0 0 1px var(--accent);}footer{display: grid;gap: 10px;padding: 10px 20px calc(14px + env(safe-area-inset-bottom));border-top: 1px solid var(--line);}.actions{display: flex;align-items: center;justify-content: space-between;gap: 12px;min-height: 48px;}.recipients{min-width: 0;min-height: 48px;margin-inline-start: -12px;padding: 2px 12px;border-radius: 16px;text-align: start;}.caption-line{display: block;font-size: 12px;line-height: 16px;color: var(--soft);}.line{display: flex;align-items: center;font-size: 15px;font-weight: 500;}.line bdi{overflow: hidden;text-overflow: ellipsis;white-space: nowrap;}.line svg{width: 20px;height: 20px;color: var(--soft);}.nobody .line{color: var(--danger);}.error,.note{display: flex;gap: 10px;margin: 0;padding: 10px 14px;border-radius: 14px;font-size: 14px;overflow-wrap: anywhere;background: var(--danger-tint);}.error svg{color: var(--danger);}.note{background: var(--note-tint);}.error svg,.note svg{width: 20px;height: 20px;}.progress{flex: 1;min-width: 0;}.progress p{margin: 0 0 6px;font-size: 14px;font-variant-numeric: tabular-nums;}.bar{height: 6px;border-radius: 3px;overflow: hidden;background: var(--line);}.bar i{display: block;height: 100%;border-radius: 3px;background: var(--accent);transition: width 0.15s;}.bar.indeterminate i{width: 40%;animation: slide 1.2s ease-in-out infinite alternate;}.picked{margin: 0;font-size: 14px;color: var(--soft);}.list-body{gap: 4px;padding-inline: 8px;}.row{position: relative;display: flex;align-items: center;gap: 14px;min-height: 48px;padding: 4px 12px;border-radius: 14px;content-visibility: auto;contain-intrinsic-size: auto 56px;}.row .text{min-width: 0;display: grid;overflow-wrap: anywhere;}.row small{font-size: 13px;color: var(--soft);}.mark{flex: none;display: grid;place-items: center;width: 22px;height: 22px;box-sizing: border-box;border: 2px solid var(--soft);border-radius: 6px;}.mark svg{width: 18px;height: 18px;color: var(--on-accent);opacity: 0;}:checked + .mark{border-color: var(--accent);background: var(--accent);}:checked + .mark svg{opacity: 1;}.mark.radio{border-radius: 50%;}:checked + .mark.radio{background: radial-gradient(circle,var(--accent) 45%,var(--surface) 50%);}.search{position: sticky;top: 0;z-index: 1;flex: none;display: flex;align-items: center;gap: 10px;min-height: 48px;margin: 4px 12px;padding: 0 14px;border-radius: 24px;color: var(--soft);background: var(--secondary-background-color,#f0f0f0);}.search svg{width: 22px;height: 22px;}.search input{flex: 1;min-width: 0;height: 48px;padding: 0;border: 0;outline: none !important;font: inherit;color: var(--primary-text-color);background: none;}.search:focus-within{box-shadow: 0 0 0 2px var(--accent);}.list-body > .hint,.list-body > .error,.list-body > .text-button,.loading{margin-inline: 12px;}.loading{display: flex;align-items: center;gap: 12px;padding: 16px 0;color: var(--soft);}.spinner{width: 20px;height: 20px;box-sizing: border-box;border: 2.5px solid var(--line);border-top-color: var(--accent);border-radius: 50%;animation: turn 0.9s linear infinite;}@media (max-width: 599px),(max-height: 499px){dialog{width: 100vw;height: 100vh;height: var(--ga-visible,100dvh);margin: 0;border-radius: 0;}header{padding-top: calc(4px + env(safe-area-inset-top));}.body{padding-inline: 16px;}.list-body{padding-inline: 4px;}.surface{max-height: none;}footer{padding-inline: 16px;}.kinds label{gap: 6px;font-size: 13px;}}@media (max-width: 359px){.kinds svg{display: none;}}@keyframes rise{from{opacity: 0;transform: translateY(16px);}}@keyframes turn{to{transform: rotate(1turn);}}@keyframes slide{from{margin-inline-start: 0;}to{margin-inline-start: 60%;}}@media (prefers-reduced-motion: reduce){*{transition: none !important;animation-duration: 3s !important;}dialog[open]{animation: none;}.bar.indeterminate i{width: 100%;animation: none;opacity: 0.6;}.spinner{animation: none;}}`;var v=class extends C{constructor(){super(...arguments);this.fit=()=>{this.dialog.style.setProperty("--ga-visible",`${window.visualViewport?.height??window.innerHeight}px`)};this.handleClose=()=>{this.dialog.open||this.closeDialog()};this.handlePointer=e=>{e.target===this.dialog&&e.button===0&&(e.preventDefault(),this.closeDialog())}}set hass(e){let t=this.current;this.current=e,(t?.connected!==e.connected||t?.themes!==e.themes)&&this.requestUpdate()}get hass(){return this.current}get language(){return this.hass.locale?.language??this.hass.language}get rtl(){return getComputedStyle(this).direction==="rtl"}showDialog(e){this.params=e,this.updateComplete.then(()=>{this.params===void 0||this.dialog.open||(this.dialog.showModal(),this.fit(),window.visualViewport?.addEventListener("resize",this.fit))})}closeDialog(){return this.params===void 0||(this.params=void 0,window.visualViewport?.removeEventListener("resize",this.fit),this.dialog.close(),this.dispatchEvent(new CustomEvent("dialog-closed",{detail:{dialog:this.localName},bubbles:!0,composed:!0}))),!0}render(){let{params:e}=this;return d`<dialog
      tabindex="-1"
      class="${this.current?.themes?.darkMode?"dark":""} ${e!==void 0&&this.rtl?"rtl":""}"
      aria-label=${e===void 0?c:this.label(e)}
      @close=${this.handleClose}
      @pointerdown=${this.handlePointer}
      @keydown=${he}
    >
      ${e===void 0?c:d`<div class="dialog">${this.content(e)}</div>`}
    </dialog>`}};m([b()],v.prototype,"params",2),m([K("dialog")],v.prototype,"dialog",2),m([I({attribute:!1})],v.prototype,"hass",1);function he(o){o.stopPropagation()}var F=["#0B6E4F","#1F5FA8","#5B3A9E","#9C2C77","#B23A48","#A8480F","#7A5A12","#3F6B1F","#0F6A78","#3D4F6B","#5A4038","#202C33"],M=["SANS_SERIF","SERIF","NORICAN_REGULAR","BRYNDAN_WRITE","OSWALD_HEAVY"],J=["text","media","voice"],Y=new Map;function Q(){return{kind:"text",text:"",background:F[0],font:M[0],caption:"",files:{},everybody:!0,people:[]}}function Z(o){let s=Y.get(o);return s===void 0&&Y.set(o,s=Q()),s}function ee(o,s){let{text:e,background:t,font:i,caption:r}=Q();s==="text"?Object.assign(o,{text:e,background:t,font:i}):delete o.files[s],s==="media"&&(o.caption=r),Object.assign(o,{everybody:!0,people:[],error:void 0})}function _(o){return[...o].length}function te(o){if(o.kind==="text"){if(o.text.trim()==="")return"compose.need.text";if(_(o.text)>500)return"compose.too_long"}else{let s=o.files[o.kind];if(s===void 0)return`compose.need.${o.kind}`;if(o.kind==="media"&&_(o.caption)>1024)return"compose.too_long";let e=N(s,o.kind);if(e!==void 0)return e}return o.everybody||o.people.length>0?void 0:"compose.need.people"}function N(o,s){return o.size>100*1024*1024?"compose.too_large":o.size===0?"compose.empty_file":o.type===""||(s==="voice"?/^audio\//:/^(image|video)\/(?!svg)/).test(o.type)?void 0:`compose.not_${s}`}function L(o){return o.type.startsWith("audio/")?"voice":"media"}var ge={"audio/mpeg":"mp3","audio/mp4":"m4a","video/quicktime":"mov"};function ie({name:o,type:s}){return/\.\w{2,5}$/.test(o)||s===""?o:`${o||"file"}.${ge[s]??s.replace(/^.*\/|[;+].*$/g,"")}`}function oe(o,s){let[e,t]=o<1048576?[Math.max(1,o/1024),"kilobyte"]:[o/1048576,"megabyte"],i=e<10?1:0;return new Intl.NumberFormat(s,{style:"unit",unit:t,unitDisplay:"short",maximumFractionDigits:i}).format(e)}function re(o,s){let e=s.trim().toLocaleLowerCase(),t=s.replace(/[\s()+.-]/g,""),i=/^\d+$/.test(t);return o.filter(r=>r.name.toLocaleLowerCase().includes(e)||i&&r.id.includes(t))}var ne="file_upload",ue="upload",fe=1048576,x=class extends Error{constructor(e){super(e);this.key=e}},w=class extends Error{};async function ae(o,s,e,t){let{kind:i,text:r,background:n,font:a,caption:l}=e,f=e.sending;if(!o.connection.connected)throw new x("compose.error.offline");let h=e.everybody?{}:{participants:e.people.map(({id:T})=>T)};if(i==="text"){let{response:T}=await o.callWS({type:"call_service",domain:y,service:"send_text_status",service_data:{config_entry_id:s,message:r,background_color:n,font:a.toLowerCase(),...h},return_response:!0});return T}let u=e.files[i],pe=await me(o,u,f.controller.signal,T=>{f.progress=T,t()});return f.phase="publishing",t(),o.callWS({type:`${y}/post_file`,config_entry_id:s,file_id:pe,file_name:ie(u),kind:i,...i==="media"&&l.trim()?{caption:l}:{},...h})}async function me(o,s,e,t){if(await s.slice(0,1).arrayBuffer().catch(()=>{throw new x("compose.error.unreadable")}),o.auth.expired&&await o.auth.refreshAccessToken().catch(()=>{throw new x("compose.error.lost_upload")}),e.aborted)throw new w;let i=await new Promise((r,n)=>{let a=new XMLHttpRequest,l=new FormData;l.append("file",s,ue);let f=0;a.upload.onprogress=h=>{f=h.loaded,t(Math.min(1,h.loaded/h.total))},e.addEventListener("abort",()=>{f<s.size-fe&&a.abort()}),a.onabort=()=>n(new w),a.onerror=()=>n(new x("compose.error.lost_upload")),a.onload=()=>{a.status===413?n(new x("compose.error.proxy")):a.status!==200?n(new x("compose.error.upload")):r(JSON.parse(a.responseText).file_id)},a.open("POST",`${o.auth.data.hassUrl}/api/${ne}`),a.setRequestHeader("Authorization",`Bearer ${o.auth.accessToken}`),a.send(l)});if(!e.aborted&&o.connection.connected)return i;throw await o.callApi("DELETE",ne,{file_id:i}).catch(()=>{}),e.aborted?new w:new x("compose.error.offline")}async function E(o,s,e){if(e instanceof x)return s(e.key,{limit:100});let{code:t,message:i,translation_key:r,translation_placeholders:n}=Object(e);if(typeof e=="number"||typeof t=="number")return s("compose.error.lost");if(t==="unauthorized")return s("compose.error.unauthorized");if(r!==void 0){let l=(await o.loadBackendTranslation?.("exceptions",y)??o.localize)(`component.${y}.exceptions.${r}.message`,n);if(l)return l}return i||s("compose.error.unknown")}var se=200,$=class extends v{constructor(){super(...arguments);this.typed="";this.first=new Set;this.load=async()=>{let{params:e}=this;if(!(e===void 0||this.contacts!==void 0)){this.error=void 0,this.first=new Set(e.draft.people.map(({id:t})=>t));try{let t={type:`${y}/contacts`,config_entry_id:e.account},{contacts:i}=await this.hass.callWS(t);this.params===e&&(this.contacts=i)}catch(t){let i=await E(this.hass,e.t,t);this.params===e&&(this.error=i)}}}}showDialog(e){this.contacts=void 0,this.typed="",super.showDialog(e),e.draft.everybody||this.load()}change(e){Object.assign(this.params.draft,e),this.params.changed(),this.requestUpdate(),this.params.draft.everybody||this.load()}toggle(e){let{people:t}=this.params.draft,i=t.filter(({id:r})=>r!==e.id);this.change({people:i.length<t.length?i:[...t,e]})}label({t:e}){return e("compose.to")}content({t:e,draft:t}){let{everybody:i,people:r}=t,n=(a,l)=>d`<label class="row">
      <input type="radio" name="recipients" .checked=${i===a} @change=${()=>this.change({everybody:a})} />
      <span class="mark radio"></span>
      <span class="text"><span>${e(`compose.${l}`)}</span><small>${e(`compose.${l}_hint`)}</small></span>
    </label>`;return d`
      <header>
        <button class="round" aria-label=${e("compose.back")} title=${e("compose.back")} @click=${this.closeDialog}>
          ${p(this.rtl?g.right:g.left)}
        </button>
        <div class="heading"><h2>${e("compose.to")}</h2></div>
      </header>
      <div class="body list-body">
        <fieldset class="rows">
          <legend class="hidden">${e("compose.to")}</legend>
          ${n(!0,"everybody")}${n(!1,"only")}
        </fieldset>
        ${i?c:this.list(e,r)}
      </div>
      <footer>
        ${!i&&r.length===0&&this.contacts?.length?d`<p class="note" role="status">${p(g.warning)}<span>${e("compose.need.people")}</span></p>`:c}
        <div class="actions">
          <p class="picked" role="status">${i?e("compose.everybody"):e("compose.people",{count:r.length})}</p>
          <button class="button primary" @click=${this.closeDialog}>${p(S)}<span>${e("compose.done")}</span></button>
        </div>
      </footer>
    `}list(e,t){let{contacts:i,error:r,typed:n}=this;if(r!==void 0)return d`<p class="error" role="alert">${p(g.warning)}<span>${r}</span></p>
        <button class="text-button" @click=${this.load}>${e("compose.again")}</button>`;if(i===void 0)return d`<div class="loading" role="status"><span class="spinner"></span>${e("compose.contacts")}</div>`;if(i.length===0)return d`<p class="hint">${e("compose.no_contacts")}</p>`;let a=new Set(t.map(({id:u})=>u)),l=re(i,n),f=n?l:[...l.filter(({id:u})=>this.first.has(u)),...l.filter(({id:u})=>!this.first.has(u))],h=f.length-se;return d`
      <label class="search">
        ${p(j)}
        <input
          type="search"
          dir=${n?"auto":c}
          autocomplete="off"
          aria-label=${e("compose.search")}
          placeholder=${e("compose.search")}
          .value=${n}
          @input=${u=>this.typed=u.target.value}
        />
      </label>
      <fieldset class="rows">
        <legend class="hidden">${e("compose.only")}</legend>
        ${f.slice(0,se).map(u=>d`<label class="row">
            <input type="checkbox" .checked=${a.has(u.id)} @change=${()=>this.toggle(u)} />
            <span class="mark">${p(S)}</span>
            <span class="text"><bdi>${u.name}</bdi></span>
          </label>`)}
      </fieldset>
      <p class="hint" role="status">
        ${f.length===0?e("compose.not_found"):h>0?e("compose.more_people",{count:h}):""}
      </p>
    `}};$.styles=[D,A],m([b()],$.prototype,"contacts",2),m([b()],$.prototype,"error",2),m([b()],$.prototype,"typed",2);P("green-api-recipients",$);var xe="green-api-composer",ce={text:X,media:g.image,voice:g.audio},k=class extends v{constructor(){super(...arguments);this.dragging=!1;this.choose=(e,t)=>{if(t===void 0)return;let i=N(t,e);i===void 0?this.change({kind:e,files:{...this.draft.files,[e]:t}}):this.change({kind:e,error:this.problemText(i)})};this.send=async()=>{let{draft:e,params:t}=this;if(t===void 0||e.sending!==void 0)return;let i=te(e);if(i!==void 0){this.change({error:this.problemText(i)});return}let{account:r,t:n}=t,{kind:a}=e,l=a==="text"?"publishing":"uploading";this.change({sending:{phase:l,progress:0,controller:new AbortController}});let f=()=>this.params!==void 0&&this.draft===e;try{let{contacts_left_out:h}=await ae(this.hass,r,e,()=>this.requestUpdate());e.sending=void 0,ee(e,a),f()&&this.closeDialog(),this.notify(h?n("compose.left_out",{count:h}):n("compose.posted"))}catch(h){e.sending=void 0,h instanceof w||(e.error=await E(this.hass,n,h),f()||this.notify(e.error))}this.requestUpdate()};this.cancel=()=>{this.draft.sending?.controller.abort(),this.requestUpdate()};this.chooseRecipients=()=>{let{account:e,t}=this.params;G(this,"green-api-recipients",()=>Promise.resolve(),{account:e,t,draft:this.draft,changed:()=>this.change({})})};this.handleDrag=e=>{if(!e.dataTransfer?.types.includes("Files"))return;e.preventDefault(),this.dragging=e.type==="dragover"&&this.draft.sending===void 0;let[t]=e.dataTransfer.files;e.type==="drop"&&t&&this.draft.sending===void 0&&this.choose(L(t),t)};this.handlePaste=e=>{let t=e.clipboardData?.files[0];t===void 0||this.draft.sending!==void 0||(e.preventDefault(),this.choose(L(t),t))};this.handleKey=e=>{e.key==="Enter"&&(e.ctrlKey||e.metaKey)&&this.send()}}showDialog(e){this.draft=Z(e.account),super.showDialog(e),matchMedia("(pointer: coarse)").matches||this.updateComplete.then(()=>this.field?.focus())}closeDialog(){let{draft:e,params:t}=this;return t!==void 0&&e.sending?.phase==="uploading"&&e.sending.controller.abort(),super.closeDialog()}get field(){return this.renderRoot.querySelector("textarea")}change(e){Object.assign(this.draft,{error:void 0,...e}),this.requestUpdate()}problemText(e){let{draft:t}=this,[i,r]=t.kind==="text"?[t.text,500]:[t.caption,1024];return this.params.t(e,{limit:r,length:_(i),size:100})}notify(e){this.dispatchEvent(new CustomEvent("hass-notification",{detail:{message:e},bubbles:!0,composed:!0}))}willUpdate(e){super.willUpdate(e);let{draft:t,params:i,preview:r}=this,n=i===void 0||t.kind==="text"?void 0:t.files[t.kind];n!==r?.file&&(r!==void 0&&URL.revokeObjectURL(r.url),this.preview=n&&{file:n,url:URL.createObjectURL(n),broken:!1})}label({t:e}){return e("compose.title")}content({t:e,title:t}){let{draft:i}=this,r=i.sending!==void 0;return d`
      <header>
        <button class="round" aria-label=${e("close")} title=${e("close")} @click=${this.closeDialog}>${p(g.close)}</button>
        <div class="heading">
          <h2>${e("compose.title")}</h2>
          <p><bdi>${t}</bdi></p>
        </div>
      </header>
      <div
        class="body ${this.dragging?"dragging":""}"
        ?inert=${r}
        @dragover=${this.handleDrag}
        @dragleave=${this.handleDrag}
        @drop=${this.handleDrag}
        @paste=${this.handlePaste}
        @keydown=${this.handleKey}
      >
        <fieldset class="kinds">
          <legend class="hidden">${e("compose.kind")}</legend>
          ${J.map(n=>d`<label class=${i.kind===n?"checked":""}>
              <input type="radio" name="kind" .checked=${i.kind===n} @change=${()=>this.change({kind:n})} />
              ${p(ce[n])}<span>${e(`compose.kind.${n}`)}</span>
            </label>`)}
        </fieldset>
        ${i.kind==="text"?this.text(e):this.file(e,i.kind)}
      </div>
      <footer>
        ${i.error?d`<p class="error" role="alert">${p(g.warning)}<span>${i.error}</span></p>`:c}
        ${this.hass.connected?c:d`<p class="note" role="status">${p(g.offline)}<span>${e("compose.offline")}</span></p>`}
        ${r?this.progress(e):this.actions(e)}
      </footer>
    `}text(e){let{draft:t}=this,{text:i,background:r,font:n}=t;return d`
      <div class="surface" style="background:${r};--scale:${U(i||e("compose.placeholder"))}" @click=${()=>this.field?.focus()}>
        <div class="writing" style=${R(n)}>
          <div class="mirror" dir="auto" aria-hidden="true">${i||e("compose.placeholder")}${"​"}</div>
          <textarea
            dir=${i?"auto":c}
            rows="1"
            aria-label=${e("compose.text")}
            aria-describedby="count"
            placeholder=${e("compose.placeholder")}
            .value=${i}
            @input=${a=>this.change({text:a.target.value})}
          ></textarea>
        </div>
      </div>
      ${this.counter(e,i,500)}
      <fieldset class="choices">
        <legend>${e("compose.background")}</legend>
        ${F.map((a,l)=>d`<label class="swatch">
            <input
              type="radio"
              name="background"
              aria-label=${e("compose.color",{number:l+1})}
              .checked=${r===a}
              @change=${()=>this.change({background:a})}
            />
            <span style="background:${a}"></span>
          </label>`)}
      </fieldset>
      <fieldset class="choices">
        <legend>${e("compose.font")}</legend>
        ${M.map(a=>d`<label class="font ${n===a?"checked":""}" title=${e(`font.${a}`)}>
            <input type="radio" name="font" .checked=${n===a} @change=${()=>this.change({font:a})} />
            <span style=${R(a)}>${e(`font.${a}`)}</span>
          </label>`)}
      </fieldset>
    `}counter(e,t,i){let r=_(t);return d`<p id="count" class="count ${r>i?"over":""}">
      ${r>i?e("compose.over",{count:r-i}):e("compose.count",{length:r,limit:i})}
    </p>`}file(e,t){let{preview:i}=this;if(i===void 0)return this.chooser(e,t);let{file:r}=i;return d`
      ${t==="voice"?this.voicePreview(e):this.mediaPreview(e)}
      <div class="chosen">
        <div class="name"><bdi>${r.name}</bdi><span>${oe(r.size,this.language)}</span></div>
        ${this.fileButton(t,e("compose.other_file"),"text-button")}
        <button class="text-button" @click=${()=>this.change({files:{...this.draft.files,[t]:void 0}})}>${e("compose.remove")}</button>
      </div>
      ${t==="media"?this.caption(e):c}
    `}chooser(e,t){return d`<div class="chooser">
      <div class="disc ${t}">${p(ce[t])}</div>
      ${this.fileButton(t,e(`compose.choose.${t}`),"button tonal",V)}
      ${t==="media"&&matchMedia("(pointer: coarse)").matches?d`<div class="cameras">
            ${this.fileButton(t,e("compose.take"),"button",H,"image/*")}
            ${this.fileButton(t,e("compose.record"),"button",W,"video/*")}
          </div>`:c}
      <p class="hint">${e(`compose.hint.${t}`,{size:100})}</p>
    </div>`}fileButton(e,t,i,r,n){return d`<label class=${i}>
      <input
        type="file"
        class="hidden"
        accept=${n??(e==="voice"?"audio/*":"image/*,video/*")}
        capture=${n===void 0?c:"environment"}
        @change=${a=>{let l=a.target;this.choose(e,l.files?.[0]),l.value=""}}
      />
      ${r===void 0?c:p(r)}<span>${t}</span>
    </label>`}mediaPreview(e){let{url:t,file:i,broken:r}=this.preview,n=()=>{this.preview={...this.preview,broken:!0}};return r?d`<div class="media"><p class="unseen">${p(g.broken)}${e("compose.no_preview")}</p></div>`:d`<div class="media">
      ${i.type.startsWith("video/")?d`<video src=${t} aria-label=${e("compose.preview")} controls playsinline preload="metadata" @error=${n}></video>`:d`<img src=${t} alt=${e("compose.preview")} @error=${n} />`}
    </div>`}voicePreview(e){let{url:t}=this.preview;return d`<div class="media voice">
      <div class="disc">${p(g.audio)}</div>
      <audio src=${t} aria-label=${e("compose.preview")} controls preload="metadata"></audio>
    </div>`}caption(e){let{caption:t}=this.draft;return d`<label class="caption">
        <span class="hidden">${e("compose.caption")}</span>
        <textarea
          dir=${t?"auto":c}
          rows="2"
          aria-describedby="count"
          placeholder=${e("compose.caption")}
          .value=${t}
          @input=${i=>this.change({caption:i.target.value})}
        ></textarea>
      </label>
      ${this.counter(e,t,1024)}`}actions(e){let{everybody:t,people:i}=this.draft,r=!t&&i.length===0,n=t?e("compose.everybody"):r?e("compose.nobody"):i.length===1?i[0].name:e("compose.people",{count:i.length});return d`<div class="actions">
      <button class="recipients ${r?"nobody":""}" aria-haspopup="dialog" @click=${this.chooseRecipients}>
        <span class="caption-line">${e("compose.to")}</span>
        <span class="line"><bdi>${n}</bdi>${p(this.rtl?g.left:g.right)}</span>
      </button>
      <button class="button primary" ?disabled=${!this.hass.connected} @click=${this.send}>
        <span class="send">${p(q)}</span><span>${e("compose.post")}</span></button>
    </div>`}progress(e){let{phase:t,progress:i,controller:r}=this.draft.sending,n=t==="uploading",a=r.signal.aborted?e("compose.cancelling"):n?e("compose.uploading",{percent:B(i,this.language)}):e("compose.publishing");return d`<div class="actions sending">
      <div class="progress">
        <p role="status">${a}</p>
        <div
          class="bar ${n?"":"indeterminate"}"
          role="progressbar"
          aria-label=${e(n?"compose.upload":"compose.publishing")}
          aria-valuenow=${n?Math.round(i*100):c}
        >
          <i style=${n?`width:${i*100}%`:""}></i>
        </div>
      </div>
      ${n&&!r.signal.aborted?d`<button class="button" @click=${this.cancel}>${e("compose.cancel")}</button>`:c}
    </div>`}};k.styles=[D,A],m([b()],k.prototype,"preview",2),m([b()],k.prototype,"dragging",2);P(xe,k);
