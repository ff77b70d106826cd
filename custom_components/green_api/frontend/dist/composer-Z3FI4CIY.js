import{$ as f,A as U,B as H,C as E,H as X,Q as S,R as j,U as q,V as F,W,X as V,Y as G,Z as Y,_ as J,a as C,aa as h,b as d,da as O,e as l,h as K,i as v,k as b,v as B,w as z}from"./chunk-VYMX2V5Z.js";import{a as x}from"./chunk-JFKSI6I7.js";var P=C` dialog{--accent: #0a7247;--on-accent: #fff;--tint: rgba(10,114,71,0.12);--surface: var(--ha-dialog-surface-background,var(--card-background-color,#fff));--line: var(--divider-color,#e0e0e0);--soft: var(--secondary-text-color,#5f6368);--danger: #b3261e;--danger-tint: rgba(179,38,30,0.1);--note-tint: rgba(255,166,0,0.18);box-sizing: border-box;width: min(576px,calc(100vw - 48px));height: min(740px,calc(100vh - 48px));height: min(740px,calc(100dvh - 48px));max-width: none;max-height: none;margin: auto;padding: 0;border: 0;border-radius: var(--ha-dialog-border-radius,24px);outline: none;overflow: hidden;color: var(--primary-text-color,#212121);background: var(--surface);box-shadow: 0 12px 48px rgba(0,0,0,0.36);font-family: var(--ha-font-family-body,Roboto,sans-serif);font-size: 16px;line-height: 1.4;overscroll-behavior: contain;}dialog.dark{--accent: #25d28c;--on-accent: #04231a;--tint: rgba(37,210,140,0.16);--danger: #ff8a80;--danger-tint: rgba(255,138,128,0.14);}dialog[open]{animation: rise 0.2s cubic-bezier(0.2,0.8,0.3,1);}dialog::backdrop{background: rgba(0,0,0,0.5);}.dialog{display: grid;grid-template: auto minmax(0,1fr) auto / minmax(0,1fr);height: 100%;}svg{flex: none;width: 24px;height: 24px;}.header{display: flex;align-items: center;gap: 4px;padding-block: 8px;padding-inline: 8px 16px;}.round{flex: none;display: grid;place-items: center;width: 48px;height: 48px;border-radius: 50%;color: var(--soft);}.heading{min-width: 0;}h2{margin: 0;font-size: 20px;font-weight: 500;line-height: 26px;}.heading p{margin: 0;font-size: 13px;line-height: 18px;color: var(--soft);overflow: hidden;text-overflow: ellipsis;white-space: nowrap;}.body{display: flex;flex-direction: column;gap: 12px;min-height: 0;padding: 4px 20px 12px;overflow-y: auto;overscroll-behavior: contain;}.body[inert]{opacity: 0.6;}.body.dragging{outline: 3px dashed var(--accent);outline-offset: -8px;}fieldset{margin: 0;padding: 0;border: 0;min-width: 0;}legend{padding: 0;margin-bottom: 4px;font-size: 13px;color: var(--soft);}label{cursor: pointer;-webkit-tap-highlight-color: transparent;}input[type="radio"],input[type="checkbox"]{position: absolute;inset: 0;z-index: 1;margin: 0;border-radius: inherit;appearance: none;-webkit-appearance: none;cursor: inherit;}button:focus-visible,input:focus-visible,.button:focus-within,.text-button:focus-within{outline: 2px solid var(--accent);outline-offset: 2px;}.row input:focus-visible{outline-offset: -2px;}.kinds{flex: none;display: grid;grid-template-columns: repeat(3,minmax(0,1fr));gap: 4px;padding: 4px;border-radius: 26px;background: var(--secondary-background-color,#f0f0f0);}.kinds label{position: relative;display: flex;align-items: center;justify-content: center;gap: 8px;min-height: 44px;padding: 0 6px;border-radius: 22px;font-size: 14px;font-weight: 500;line-height: 1.15;text-align: center;transition: background-color 0.15s;}.kinds .checked{color: var(--on-accent);background: var(--accent);}.kinds svg,.font span{pointer-events: none;}.kinds svg{width: 20px;height: 20px;}.surface{flex: 1 0 auto;display: flex;min-height: 232px;max-height: 380px;border-radius: 20px;overflow-y: auto;color: #fff;cursor: text;transition: background-color 0.2s;container-type: inline-size;}.writing{display: grid;width: 100%;margin: auto;padding: 20px 24px;font-size: clamp(16px,calc(44px * var(--scale)),44px);line-height: 1.25;}.mirror,.writing textarea{grid-area: 1 / 1;box-sizing: border-box;min-width: 0;margin: 0;padding: 0;border: 0;font: inherit;text-align: center;white-space: pre-wrap;overflow-wrap: anywhere;}.mirror{visibility: hidden;}.writing textarea{width: 100%;height: 100%;outline: none;overflow: hidden;resize: none;color: #fff;caret-color: #fff;background: none;}.writing textarea::placeholder{color: rgba(255,255,255,0.86);opacity: 1;}.surface:focus-within{box-shadow: 0 0 0 2px var(--surface),0 0 0 4px var(--accent);}.count{margin: -6px 4px 0;font-size: 13px;line-height: 18px;text-align: end;color: var(--soft);font-variant-numeric: tabular-nums;}.count.over{font-weight: 500;color: var(--danger);}.choices{flex: none;display: flex;flex-wrap: wrap;gap: 4px;margin-inline: -2px;}.choices legend{margin-inline: 2px;}.colors{display: grid;grid-template-columns: repeat(12,minmax(44px,1fr));gap: 0;justify-items: center;margin-inline: -6px;}.colors legend{margin-inline: 6px;}.swatch{position: relative;display: grid;place-items: center;width: 44px;height: 44px;border-radius: 50%;}.swatch span{width: 32px;height: 32px;border-radius: 50%;box-shadow: 0 0 0 1px var(--line);}.swatch :checked + span{box-shadow: 0 0 0 3px var(--surface),0 0 0 6px var(--accent);}.font{position: relative;display: grid;place-items: center;min-height: 44px;padding: 0 14px;border: 1px solid var(--line);border-radius: 22px;box-sizing: border-box;font-size: 15px;}.font.checked{color: var(--accent);border-color: var(--accent);background: var(--tint);}.chooser{flex: 1 0 auto;display: flex;flex-direction: column;align-items: center;justify-content: center;gap: 14px;padding: 24px 16px;border: 2px dashed var(--line);border-radius: 20px;text-align: center;}.disc{display: grid;place-items: center;width: 88px;height: 88px;border-radius: 50%;color: var(--accent);background: var(--tint);}.disc svg{width: 40px;height: 40px;}.cameras{display: flex;flex-wrap: wrap;justify-content: center;gap: 8px;}.button{position: relative;display: inline-flex;align-items: center;justify-content: center;gap: 8px;box-sizing: border-box;min-height: 44px;padding: 8px 20px;border: 1px solid var(--line);border-radius: 22px;font-size: 15px;font-weight: 500;line-height: 1.2;}.button svg{width: 20px;height: 20px;}.button.tonal{color: var(--accent);background: var(--tint);border-color: transparent;}.button.primary{color: var(--on-accent);background: var(--accent);border-color: transparent;}.button:disabled{opacity: 0.5;cursor: default;}.send{display: grid;}.rtl .send{transform: scaleX(-1);}.text-button{position: relative;flex: none;display: inline-flex;align-items: center;min-height: 44px;padding: 0 12px;border-radius: 22px;font-size: 14px;font-weight: 500;color: var(--accent);}@media (hover: hover){.round:hover,.text-button:hover,.recipients:hover,.row:hover{background: var(--tint);}.button:hover:not(:disabled){filter: brightness(0.95);}}.hint{margin: 0;max-width: 400px;font-size: 13px;line-height: 18px;color: var(--soft);}.media{flex: 1 1 auto;display: grid;grid-template: minmax(0,1fr) / minmax(0,1fr);place-items: center;min-height: 200px;border-radius: 20px;overflow: hidden;color: #e9edef;background: #0b141a;}.media img,.media video{display: block;width: 100%;height: 100%;max-height: 420px;object-fit: contain;}.media.voice{grid-template: none;align-content: center;gap: 24px;padding: 20px;background: radial-gradient(circle at 50% 35%,#3d2c86,#1b1230 75%);}.media.voice .disc{color: #fff;background: linear-gradient(135deg,#7c5cff,#c04bd8);}audio{width: 100%;max-width: 420px;}.unseen{display: grid;justify-items: center;gap: 8px;margin: 0;padding: 16px;text-align: center;}.chosen{flex: none;display: flex;flex-wrap: wrap;align-items: center;justify-content: flex-end;margin-block: -4px;}.chosen .name{flex: 1 1 120px;min-width: 0;display: grid;justify-items: start;font-size: 14px;}.chosen bdi{max-width: 100%;overflow: hidden;text-overflow: ellipsis;white-space: nowrap;}.chosen .size{font-size: 13px;color: var(--soft);}.caption{flex: none;display: block;}.caption textarea{display: block;box-sizing: border-box;width: 100%;min-height: 64px;padding: 10px 14px;border: 1px solid var(--soft);border-radius: 14px;outline: none;font: inherit;color: inherit;background: none;resize: vertical;}.caption textarea::placeholder,.search input::placeholder{color: var(--soft);opacity: 1;}.caption textarea:focus{border-color: var(--accent);box-shadow: inset 0 0 0 1px var(--accent);}.footer{display: grid;gap: 10px;padding: 10px 20px calc(14px + env(safe-area-inset-bottom));border-top: 1px solid var(--line);}.actions{display: flex;align-items: center;justify-content: space-between;gap: 12px;min-height: 48px;}.recipients{min-width: 0;min-height: 48px;margin-inline-start: -12px;padding: 2px 12px;border-radius: 16px;text-align: start;}.caption-line{display: block;font-size: 12px;line-height: 16px;color: var(--soft);}.line{display: flex;align-items: center;font-size: 15px;font-weight: 500;}.line bdi{overflow: hidden;text-overflow: ellipsis;white-space: nowrap;}.line svg{width: 20px;height: 20px;color: var(--soft);}.nobody .line{color: var(--danger);}.error,.note{display: flex;gap: 10px;margin: 0;padding: 10px 14px;border-radius: 14px;font-size: 14px;overflow-wrap: anywhere;background: var(--danger-tint);}.error svg{color: var(--danger);}.note{background: var(--note-tint);}.error svg,.note svg{width: 20px;height: 20px;}.progress{flex: 1;min-width: 0;}.progress p{margin: 0 0 6px;font-size: 14px;font-variant-numeric: tabular-nums;}.bar{height: 6px;border-radius: 3px;overflow: hidden;background: var(--line);}.bar i{display: block;height: 100%;border-radius: 3px;background: var(--accent);transition: width 0.15s;}.bar.indeterminate i{width: 40%;animation: slide 1.2s ease-in-out infinite alternate;}.picked{margin: 0;font-size: 14px;color: var(--soft);}.list-body{gap: 4px;padding-inline: 8px;}.row{position: relative;display: flex;align-items: center;gap: 14px;min-height: 48px;padding: 4px 12px;border-radius: 14px;content-visibility: auto;contain-intrinsic-size: auto 56px;}.row .text{min-width: 0;display: grid;justify-items: start;overflow-wrap: anywhere;}.row small{font-size: 13px;color: var(--soft);}.mark{flex: none;display: grid;place-items: center;width: 22px;height: 22px;box-sizing: border-box;border: 2px solid var(--soft);border-radius: 6px;}.mark svg{width: 18px;height: 18px;color: var(--on-accent);opacity: 0;}:checked + .mark{border-color: var(--accent);background: var(--accent);}:checked + .mark svg{opacity: 1;}.mark.radio{border-radius: 50%;}:checked + .mark.radio{background: radial-gradient(circle,var(--accent) 45%,var(--surface) 50%);}.search{position: sticky;top: 0;z-index: 1;flex: none;display: flex;align-items: center;gap: 10px;min-height: 48px;margin: 4px 12px;padding: 0 14px;border-radius: 24px;color: var(--soft);background: var(--secondary-background-color,#f0f0f0);}.search svg{width: 22px;height: 22px;}.search input{flex: 1;min-width: 0;height: 48px;padding: 0;border: 0;outline: none !important;font: inherit;color: var(--primary-text-color);background: none;}.search:focus-within{box-shadow: 0 0 0 2px var(--accent);}.list-body > .hint,.list-body > .error,.list-body > .text-button,.loading{margin-inline: 12px;}.loading{display: flex;align-items: center;gap: 12px;padding: 16px 0;color: var(--soft);}.spinner{width: 20px;height: 20px;box-sizing: border-box;border: 2.5px solid var(--line);border-top-color: var(--accent);border-radius: 50%;animation: turn 0.9s linear infinite;}@media (max-width: 623px),(max-height: 499px){dialog{width: 100vw;height: 100vh;height: var(--ga-visible,100dvh);margin: 0;border-radius: 0;}.header{padding-top: calc(4px + env(safe-area-inset-top));}.body{padding-inline: 16px;}.list-body{padding-inline: 4px;}.surface{max-height: none;}.colors{grid-template-columns: repeat(6,minmax(44px,1fr));}.footer{padding-inline: 16px;}.kinds label{gap: 6px;font-size: 13px;}}@media (max-height: 499px){.surface{min-height: 140px;}.media{min-height: 140px;max-height: 190px;}.chooser{padding: 12px 16px;}}@media (max-width: 359px){.kinds svg{display: none;}}@keyframes rise{from{opacity: 0;transform: translateY(16px);}}@keyframes turn{to{transform: rotate(1turn);}}@keyframes slide{from{margin-inline-start: 0;}to{margin-inline-start: 60%;}}@media (prefers-reduced-motion: reduce){*{transition: none !important;animation-duration: 3s !important;}dialog[open]{animation: none;}.bar.indeterminate i{width: 100%;animation: none;opacity: 0.6;}.spinner{animation: none;}}`;var y=class extends H{constructor(){super(...arguments);this.fit=()=>{this.dialog?.style.setProperty("--ga-visible",`${window.visualViewport?.height??window.innerHeight}px`)};this.handlePointer=e=>{e.target!==this.dialog||e.button!==0||(e.preventDefault(),this.closeDialog())};this.close=()=>{this.closeDialog()}}set hass(e){let t=this.current;this.current=e,(t?.connected!==e.connected||t?.themes!==e.themes)&&this.requestUpdate()}get hass(){return this.current}get language(){return this.hass.locale?.language??this.hass.language}get rtl(){return getComputedStyle(this).direction==="rtl"}shown(){this.fit(),window.visualViewport?.addEventListener("resize",this.fit)}closed(){window.visualViewport?.removeEventListener("resize",this.fit)}render(){let{options:e}=this;return d`<dialog
      tabindex="-1"
      class="${this.current?.themes?.darkMode?"dark":""} ${e!==void 0&&this.rtl?"rtl":""}"
      aria-label=${e===void 0?l:this.label(e)}
      @close=${this.handleClose}
      @pointerdown=${this.handlePointer}
      @keydown=${ge}
    >
      ${e===void 0?l:d`<div class="dialog">${this.content(e)}</div>`}
    </dialog>`}};x([K({attribute:!1})],y.prototype,"hass",1);function ge(o){o.stopPropagation()}var I=["#0B6E4F","#1F5FA8","#5B3A9E","#9C2C77","#B23A48","#A8480F","#7A5A12","#3F6B1F","#0F6A78","#3D4F6B","#5A4038","#202C33"],M=["SANS_SERIF","SERIF","NORICAN_REGULAR","BRYNDAN_WRITE","OSWALD_HEAVY"],Z=["text","media","voice"],Q=new Map;function ee(){return{kind:"text",text:"",background:I[0],font:M[0],caption:"",files:{},everybody:!0,people:[]}}function te(o){let s=Q.get(o);return s===void 0&&Q.set(o,s=ee()),s}function ie(o,s){let{text:e,background:t,font:i,caption:n}=ee();s==="text"?Object.assign(o,{text:e,background:t,font:i}):delete o.files[s],s==="media"&&(o.caption=n),Object.assign(o,{everybody:!0,people:[],error:void 0})}function T(o){return[...o].length}function oe(o){if(o.kind==="text"){if(o.text.trim()==="")return"compose.need.text";if(T(o.text)>500)return"compose.too_long"}else{let s=o.files[o.kind];if(s===void 0)return`compose.need.${o.kind}`;if(o.kind==="media"&&T(o.caption)>1024)return"compose.too_long";let e=N(s,o.kind);if(e!==void 0)return e}return o.everybody||o.people.length>0?void 0:"compose.need.people"}function N(o,s){return o.size>100*1024*1024?"compose.too_large":o.size===0?"compose.empty_file":o.type===""||(s==="voice"?/^audio\//:/^(image|video)\/(?!svg)/).test(o.type)?void 0:`compose.not_${s}`}function L(o){return o.type.startsWith("audio/")?"voice":"media"}var fe={"audio/mpeg":"mp3","audio/mp4":"m4a","video/quicktime":"mov"};function ne({name:o,type:s}){return/\.\w{2,5}$/.test(o)||s===""?o:`${o||"file"}.${fe[s]??s.replace(/^.*\/|[;+].*$/g,"")}`}function re(o,s){let[e,t]=o<1048576?[Math.max(1,o/1024),"kilobyte"]:[o/1048576,"megabyte"],i=e<10?1:0;return new Intl.NumberFormat(s,{style:"unit",unit:t,unitDisplay:"short",maximumFractionDigits:i}).format(e)}function ae(o,s){let e=s.trim().toLocaleLowerCase(),t=s.replace(/[\s()+.-]/g,""),i=/^\d+$/.test(t);return o.filter(n=>n.name.toLocaleLowerCase().includes(e)||i&&n.id.includes(t))}var se="file_upload",ue="upload",me=1048576,m=class extends Error{constructor(e){super(e);this.key=e}},w=class extends Error{};async function de(o,s,e,t){let{kind:i,text:n,background:r,font:a,caption:p}=e,u=e.sending;if(!o.connection.connected)throw new m("compose.error.offline");let g=e.everybody?{}:{participants:e.people.map(({id:c})=>c)};if(i==="text"){let{response:c}=await o.callWS({type:"call_service",domain:b,service:"send_text_status",service_data:{config_entry_id:s,message:n,background_color:r,font:a.toLowerCase(),...g},return_response:!0});return c}let _=e.files[i],A=await xe(o,_,u.controller.signal,c=>{u.progress=c,t()});return u.phase="publishing",t(),o.callWS({type:`${b}/post_file`,config_entry_id:s,file_id:A,file_name:ne(_),kind:i,...i==="media"&&p.trim()?{caption:p}:{},...g})}async function xe(o,s,e,t){if(await s.slice(0,1).arrayBuffer().catch(()=>{throw new m("compose.error.unreadable")}),o.auth.expired&&await o.auth.refreshAccessToken().catch(()=>{throw new m("compose.error.lost_upload")}),e.aborted)throw new w;let i=await new Promise((n,r)=>{let a=new XMLHttpRequest,p=new FormData;p.append("file",s,ue);let u=0;a.upload.onprogress=g=>{u=g.loaded,t(Math.min(1,g.loaded/g.total))},e.addEventListener("abort",()=>{u<s.size-me&&a.abort()}),a.onabort=()=>r(new w),a.onerror=()=>r(new m("compose.error.lost_upload")),a.onload=()=>{a.status===413?r(new m("compose.error.proxy")):a.status!==200?r(new m("compose.error.upload")):n(JSON.parse(a.responseText).file_id)},a.open("POST",`${o.auth.data.hassUrl}/api/${se}`),a.setRequestHeader("Authorization",`Bearer ${o.auth.accessToken}`),a.send(p)});if(!e.aborted&&o.connection.connected)return i;throw await o.callApi("DELETE",se,{file_id:i}).catch(()=>{}),e.aborted?new w:new m("compose.error.offline")}async function R(o,s,e){if(e instanceof m)return s(e.key,{limit:100});let{code:t,message:i,translation_key:n,translation_placeholders:r}=Object(e);if(typeof e=="number"||typeof t=="number")return s("compose.error.lost");if(t==="unauthorized")return s("compose.error.unauthorized");if(n!==void 0){let p=(await o.loadBackendTranslation?.("exceptions",b)??o.localize)(`component.${b}.exceptions.${n}.message`,r);if(p)return p}return i||s("compose.error.unknown")}var ce=200,$=class extends y{constructor(){super(...arguments);this.typed="";this.first=new Set;this.load=async()=>{let{options:e}=this;if(!(e===void 0||this.contacts!==void 0)){this.error=void 0,this.first=new Set(e.draft.people.map(({id:t})=>t));try{let t={type:`${b}/contacts`,config_entry_id:e.account},{contacts:i}=await this.hass.callWS(t);this.options===e&&(this.contacts=i)}catch(t){let i=await R(this.hass,e.t,t);this.options===e&&(this.error=i)}}}}opened({draft:e}){this.contacts=void 0,this.typed="",e.everybody||this.load()}change(e){Object.assign(this.options.draft,e),this.options.changed(),this.requestUpdate(),this.options.draft.everybody||this.load()}toggle(e){let{people:t}=this.options.draft,i=t.filter(({id:n})=>n!==e.id);this.change({people:i.length<t.length?i:[...t,e]})}label({t:e}){return e("compose.to")}content({t:e,draft:t}){let{everybody:i,people:n}=t,r=(a,p)=>d`<label class="row">
      <input type="radio" name="recipients" .checked=${i===a} @change=${()=>this.change({everybody:a})} />
      <span class="mark radio"></span>
      <span class="text"><span>${e(`compose.${p}`)}</span><small>${e(`compose.${p}_hint`)}</small></span>
    </label>`;return d`
      <div class="header">
        <button class="round" aria-label=${e("compose.back")} title=${e("compose.back")} @click=${this.close}>
          ${h(this.rtl?f.right:f.left)}
        </button>
        <div class="heading"><h2>${e("compose.to")}</h2></div>
      </div>
      <div class="body list-body">
        <fieldset class="rows">
          <legend class="hidden">${e("compose.to")}</legend>
          ${r(!0,"everybody")}${r(!1,"only")}
        </fieldset>
        ${i?l:this.list(e,n)}
      </div>
      <div class="footer">
        ${!i&&n.length===0&&this.contacts?.length?d`<p class="note" role="status">${h(f.warning)}<span>${e("compose.need.people")}</span></p>`:l}
        <div class="actions">
          <p class="picked" role="status">${i?e("compose.everybody"):e("compose.people",{count:n.length})}</p>
          <button class="button primary" @click=${this.close}>${h(F)}<span>${e("compose.done")}</span></button>
        </div>
      </div>
    `}list(e,t){let{contacts:i,error:n,typed:r}=this;if(n!==void 0)return d`<p class="error" role="alert">${h(f.warning)}<span>${n}</span></p>
        <button class="text-button" @click=${this.load}>${e("compose.again")}</button>`;if(i===void 0)return d`<div class="loading" role="status"><span class="spinner"></span>${e("compose.contacts")}</div>`;if(i.length===0)return d`<p class="hint">${e("compose.no_contacts")}</p>`;let a=new Set(t.map(({id:c})=>c)),p=ae(i,r),u=r?p:[...p.filter(({id:c})=>this.first.has(c)),...p.filter(({id:c})=>!this.first.has(c))],g=new Set,_=new Set(i.map(({name:c})=>c).filter(c=>g.has(c)||!g.add(c))),A=u.length-ce;return d`
      <label class="search">
        ${h(V)}
        <input
          type="search"
          dir=${r?"auto":l}
          autocomplete="off"
          aria-label=${e("compose.search")}
          placeholder=${e("compose.search")}
          .value=${r}
          @input=${c=>this.typed=c.target.value}
        />
      </label>
      <fieldset class="rows">
        <legend class="hidden">${e("compose.only")}</legend>
        ${u.slice(0,ce).map(c=>d`<label class="row">
            <input type="checkbox" .checked=${a.has(c.id)} @change=${()=>this.toggle(c)} />
            <span class="mark">${h(F)}</span>
            <span class="text">
              <bdi>${c.name}</bdi>
              ${_.has(c.name)&&c.id.endsWith("@c.us")?d`<small><bdi>+${c.id.slice(0,-5)}</bdi></small>`:l}
            </span>
          </label>`)}
      </fieldset>
      <p class="hint" role="status">
        ${u.length===0?e("compose.not_found"):A>0?e("compose.more_people",{count:A}):""}
      </p>
    `}};$.styles=[O,P],x([v()],$.prototype,"contacts",2),x([v()],$.prototype,"error",2),x([v()],$.prototype,"typed",2);E(z,$);var he={text:W,media:f.image,voice:f.audio},k=class extends y{constructor(){super(...arguments);this.dragging=!1;this.choose=(e,t)=>{if(t===void 0)return;let i=N(t,e);i===void 0?this.change({kind:e,files:{...this.draft.files,[e]:t}}):this.change({kind:e,error:this.problemText(i)})};this.send=async()=>{let{draft:e,options:t}=this;if(t===void 0||e.sending!==void 0)return;let i=oe(e);if(i!==void 0){this.change({error:this.problemText(i)});return}let{account:n,t:r}=t,{kind:a}=e,p=a==="text"?"publishing":"uploading";this.change({sending:{phase:p,progress:0,controller:new AbortController}});let u=()=>this.options!==void 0&&this.draft===e;try{let{contacts_left_out:g}=await de(this.hass,n,e,()=>this.requestUpdate());e.sending=void 0,ie(e,a),u()&&this.closeDialog(),this.notify(g?r("compose.left_out",{count:g}):r("compose.posted"))}catch(g){e.sending=void 0,g instanceof w||(e.error=await R(this.hass,r,g),u()||this.notify(e.error))}this.requestUpdate()};this.cancel=()=>{this.draft.sending?.controller.abort(),this.requestUpdate()};this.chooseRecipients=()=>{let{account:e,t}=this.options,i={account:e,t,draft:this.draft,changed:()=>this.change({})};U(this,z,()=>Promise.resolve(),i)};this.handleDrag=e=>{if(!e.dataTransfer?.types.includes("Files"))return;e.preventDefault(),this.dragging=e.type==="dragover"&&this.draft.sending===void 0;let[t]=e.dataTransfer.files;e.type==="drop"&&t&&this.draft.sending===void 0&&this.choose(L(t),t)};this.handlePaste=e=>{let t=e.clipboardData?.files[0];t===void 0||this.draft.sending!==void 0||(e.preventDefault(),this.choose(L(t),t))};this.handleKey=e=>{e.key==="Enter"&&(e.ctrlKey||e.metaKey)&&this.send()}}opened({account:e}){this.draft=te(e)}shown(){super.shown(),matchMedia("(pointer: coarse)").matches||this.field?.focus()}closed(){super.closed();let{sending:e}=this.draft;e?.phase==="uploading"&&e.controller.abort()}get field(){return this.renderRoot.querySelector("textarea")}change(e){Object.assign(this.draft,{error:void 0,...e}),this.requestUpdate()}problemText(e){let{draft:t}=this,[i,n]=t.kind==="text"?[t.text,500]:[t.caption,1024];return this.options.t(e,{limit:n,length:T(i),size:100})}notify(e){this.dispatchEvent(new CustomEvent("hass-notification",{detail:{message:e},bubbles:!0,composed:!0}))}willUpdate(e){super.willUpdate(e);let{draft:t,options:i,preview:n}=this,r=i===void 0||t.kind==="text"?void 0:t.files[t.kind];r!==n?.file&&(n!==void 0&&URL.revokeObjectURL(n.url),this.preview=r&&{file:r,url:URL.createObjectURL(r),broken:!1})}label({t:e}){return e("compose.title")}content({t:e,title:t}){let{draft:i}=this,n=i.sending!==void 0;return d`
      <div class="header">
        <button class="round" aria-label=${e("close")} title=${e("close")} @click=${this.close}>${h(f.close)}</button>
        <div class="heading">
          <h2>${e("compose.title")}</h2>
          <p><bdi>${t}</bdi></p>
        </div>
      </div>
      <div
        class="body ${this.dragging?"dragging":""}"
        ?inert=${n}
        @dragover=${this.handleDrag}
        @dragleave=${this.handleDrag}
        @drop=${this.handleDrag}
        @paste=${this.handlePaste}
        @keydown=${this.handleKey}
      >
        <fieldset class="kinds">
          <legend class="hidden">${e("compose.kind")}</legend>
          ${Z.map(r=>d`<label class=${i.kind===r?"checked":""}>
              <input type="radio" name="kind" .checked=${i.kind===r} @change=${()=>this.change({kind:r})} />
              ${h(he[r])}<span>${e(`compose.kind.${r}`)}</span>
            </label>`)}
        </fieldset>
        ${i.kind==="text"?this.text(e):this.file(e,i.kind)}
      </div>
      <div class="footer">
        ${i.error?d`<p class="error" role="alert">${h(f.warning)}<span>${i.error}</span></p>`:l}
        ${this.hass.connected?l:d`<p class="note" role="status">${h(f.offline)}<span>${e("compose.offline")}</span></p>`}
        ${n?this.progress(e):this.actions(e)}
      </div>
    `}text(e){let{draft:t}=this,{text:i,background:n,font:r}=t;return d`
      <div class="surface" style="background:${n};--scale:${j(i||e("compose.placeholder"))}" @click=${()=>this.field?.focus()}>
        <div class="writing" style=${S(r)}>
          <div class="mirror" dir="auto" aria-hidden="true">${i||e("compose.placeholder")}${"​"}</div>
          <textarea
            dir=${i?"auto":l}
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
      <fieldset class="choices colors">
        <legend>${e("compose.background")}</legend>
        ${I.map((a,p)=>d`<label class="swatch">
            <input
              type="radio"
              name="background"
              aria-label=${e("compose.color",{number:p+1})}
              .checked=${n===a}
              @change=${()=>this.change({background:a})}
            />
            <span style="background:${a}"></span>
          </label>`)}
      </fieldset>
      <fieldset class="choices">
        <legend>${e("compose.font")}</legend>
        ${M.map(a=>d`<label class="font ${r===a?"checked":""}" title=${e(`font.${a}`)}>
            <input type="radio" name="font" .checked=${r===a} @change=${()=>this.change({font:a})} />
            <span style=${S(a)}>${e(`font.${a}`)}</span>
          </label>`)}
      </fieldset>
    `}counter(e,t,i){let n=T(t);return d`<p id="count" class="count ${n>i?"over":""}">
      ${n>i?e("compose.over",{count:n-i}):e("compose.count",{length:n,limit:i})}
    </p>`}file(e,t){let{preview:i}=this;if(i===void 0)return this.chooser(e,t);let{file:n}=i;return d`
      ${t==="voice"?this.voicePreview(e):this.mediaPreview(e)}
      <div class="chosen">
        <div class="name"><bdi>${n.name}</bdi><bdi class="size">${re(n.size,this.language)}</bdi></div>
        ${this.fileButton(t,e("compose.other_file"),"text-button")}
        <button class="text-button" @click=${()=>this.change({files:{...this.draft.files,[t]:void 0}})}>${e("compose.remove")}</button>
      </div>
      ${t==="media"?this.caption(e):l}
    `}chooser(e,t){return d`<div class="chooser">
      <div class="disc">${h(he[t])}</div>
      ${this.fileButton(t,e(`compose.choose.${t}`),"button tonal",Y)}
      ${t==="media"&&matchMedia("(pointer: coarse)").matches?d`<div class="cameras">
            ${this.fileButton(t,e("compose.take"),"button",q,"image/*")}
            ${this.fileButton(t,e("compose.record"),"button",J,"video/*")}
          </div>`:l}
      <p class="hint">${e(`compose.hint.${t}`,{size:100})}</p>
    </div>`}fileButton(e,t,i,n,r){return d`<label class=${i}>
      <input
        type="file"
        class="hidden"
        accept=${r??(e==="voice"?"audio/*":"image/*,video/*")}
        capture=${r===void 0?l:"environment"}
        @change=${a=>{let p=a.target;this.choose(e,p.files?.[0]),p.value=""}}
      />
      ${n===void 0?l:h(n)}<span>${t}</span>
    </label>`}mediaPreview(e){let{url:t,file:i,broken:n}=this.preview,r=()=>{this.preview={...this.preview,broken:!0}};return n?d`<div class="media"><p class="unseen">${h(f.broken)}${e("compose.no_preview")}</p></div>`:d`<div class="media">
      ${i.type.startsWith("video/")?d`<video src=${t} aria-label=${e("compose.preview")} controls playsinline preload="metadata" @error=${r}></video>`:d`<img src=${t} alt=${e("compose.preview")} @error=${r} />`}
    </div>`}voicePreview(e){let{url:t}=this.preview;return d`<div class="media voice">
      <div class="disc">${h(f.audio)}</div>
      <audio src=${t} aria-label=${e("compose.preview")} controls preload="metadata"></audio>
    </div>`}caption(e){let{caption:t}=this.draft;return d`<label class="caption">
        <span class="hidden">${e("compose.caption")}</span>
        <textarea
          dir=${t?"auto":l}
          rows="2"
          aria-describedby="count"
          placeholder=${e("compose.caption")}
          .value=${t}
          @input=${i=>this.change({caption:i.target.value})}
        ></textarea>
      </label>
      ${this.counter(e,t,1024)}`}actions(e){let{everybody:t,people:i}=this.draft,n=!t&&i.length===0,r=t?e("compose.everybody"):n?e("compose.nobody"):i.length===1?i[0].name:e("compose.people",{count:i.length});return d`<div class="actions">
      <button class="recipients ${n?"nobody":""}" aria-haspopup="dialog" @click=${this.chooseRecipients}>
        <span class="caption-line">${e("compose.to")}</span>
        <span class="line"><bdi>${r}</bdi>${h(this.rtl?f.left:f.right)}</span>
      </button>
      <button class="button primary" ?disabled=${!this.hass.connected} @click=${this.send}>
        <span class="send">${h(G)}</span><span>${e("compose.post")}</span></button>
    </div>`}progress(e){let{phase:t,progress:i,controller:n}=this.draft.sending,r=t==="uploading",a=n.signal.aborted?e("compose.cancelling"):r?e("compose.uploading",{percent:X(i,this.language)}):e("compose.publishing");return d`<div class="actions sending">
      <div class="progress">
        <p role="status">${a}</p>
        <div
          class="bar ${r?"":"indeterminate"}"
          role="progressbar"
          aria-label=${e(r?"compose.upload":"compose.publishing")}
          aria-valuenow=${r?Math.round(i*100):l}
        >
          <i style=${r?`width:${i*100}%`:""}></i>
        </div>
      </div>
      ${r&&!n.signal.aborted?d`<button class="button" @click=${this.cancel}>${e("compose.cancel")}</button>`:l}
    </div>`}};k.styles=[O,P],x([v()],k.prototype,"preview",2),x([v()],k.prototype,"dragging",2);E(B,k);
