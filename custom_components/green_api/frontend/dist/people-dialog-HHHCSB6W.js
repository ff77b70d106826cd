import{$ as g,B as y,C as w,O as $,a as x,aa as f,b as r,ba as u,da as k,e as d,i as h,k as b,u as v}from"./chunk-VYMX2V5Z.js";import{a as m}from"./chunk-JFKSI6I7.js";function P({id:l,name:a}){let e=/^(\d{5,20})@c\.us$/.exec(l)?.[1];return a?.trim()||e&&`+${e}`}function C(l){let a=({at:e})=>e===null?0:Date.parse(e);return[...l].sort((e,o)=>a(o)-a(e))}function T(l,a){let e=new Map;return(o,n)=>{let t=Date.now();for(let[c,{at:z}]of e)t-z>=a&&e.delete(c);let i=e.get(o);if(i!==void 0)return i.answer;let s=l(o,n);return e.set(o,{at:t,answer:s}),s.catch(()=>e.delete(o)),s}}var _=6e4,O=T((l,a)=>{let[e,o]=JSON.parse(l);return a.callService(b,"get_viewers",{config_entry_id:e,status_id:o,names:!0},void 0,!1,!0).then(({response:n})=>n)},_),p=class extends y{constructor(){super(...arguments);this.asked=0;this.handleClick=e=>{if(e.target!==this.dialog)return;let{left:o,right:n,top:t,bottom:i}=this.dialog.getBoundingClientRect(),{clientX:s,clientY:c}=e;(s<o||s>n||c<t||c>i)&&this.closeDialog()}}opened(){this.load()}closed(){this.asked+=1}async load(){let{configEntryId:e,status:o,t:n}=this.options,t=++this.asked;this.people=void 0,this.problem=void 0;try{let i=await O(JSON.stringify([e,o.status_id]),this.hass);t===this.asked&&(this.people=i)}catch(i){t===this.asked&&(this.problem=i.message||n("people.failed"))}}render(){if(this.options===void 0)return d;let{t:e}=this.options;return r`<dialog
      aria-label=${e("people")}
      @cancel=${this.handleCancel}
      @close=${this.handleClose}
      @click=${this.handleClick}
    >
      <div class="head">
        <h2>${e("people")}</h2>
        <button class="close" aria-label=${e("close")} title=${e("close")} @click=${()=>this.closeDialog()}>${f(g.close)}</button>
      </div>
      <div class="people" tabindex="0" role="region" aria-label=${e("people")} aria-busy=${this.people===void 0&&this.problem===void 0}>
        ${this.content()}
      </div>
    </dialog>`}content(){let{t:e,status:o}=this.options;if(this.problem!==void 0)return r`<div class="problem" role="alert">
        <p>${this.problem}</p>
        <button @click=${()=>this.load()}>${e("people.again")}</button>
      </div>`;let{people:n}=this;if(n===void 0)return r`<ul aria-label=${e("people.loading")}>
        ${[0,1,2].map(()=>r`<li class="skeleton"><span class="initial"></span><span class="name"></span></li>`)}
      </ul>`;let{viewers:t,reached:i}=n;return r`
      <h3 class="read">${u("read")}${e("people.seen",{count:t.length})}</h3>
      ${t.length>0?this.list(t):r`<p>${e("people.nobody")}</p>`}
      ${i.length>0?r`<h3>${u("delivered")}${e("people.reached",{count:i.length})}</h3>
            ${this.list(i)}`:d}
      <div class="notes">
        <p>${e("people.receipts")}</p>
        ${o.sent_by_api===!1?r`<p>${e("people.phone")}</p>`:d}
      </div>
    `}list(e){let{t:o}=this.options,n=Date.now()/1e3;return r`<ul role="list">
      ${C(e).map(t=>{let i=P(t),s=t.name?[...t.name.trim()][0]:void 0;return r`<li>
          <span class="initial" aria-hidden="true">${s?s.toLocaleUpperCase():f(g.person)}</span>
          <span class="name"><bdi>${i??o("people.unknown")}</bdi></span>
          ${t.at?r`<time datetime=${t.at}>${$(Date.parse(t.at)/1e3,this.hass,n)}</time>`:d}
        </li>`})}
    </ul>`}};p.styles=[k,x` dialog{position: fixed;inset: 0;box-sizing: border-box;width: min(440px,100vw);max-width: none;height: fit-content;max-height: min(720px,86vh);margin: auto;padding: 0;border: 0;outline: none;border-radius: var(--ha-card-border-radius,16px);overflow: hidden;overscroll-behavior: contain;color: var(--primary-text-color,#212121);background: var(--card-background-color,#fff);box-shadow: 0 16px 48px rgba(0,0,0,0.45);font-family: var(--ha-font-family-body,Roboto,sans-serif);font-size: 14px;line-height: 20px;}dialog[open]{display: flex;flex-direction: column;animation: rise 0.2s cubic-bezier(0.2,0.8,0.3,1);}dialog::backdrop{background: rgba(0,0,0,0.55);}.head{flex: none;display: flex;align-items: center;gap: 12px;padding-block: 10px 6px;padding-inline: 20px 8px;}h2{flex: 1;min-width: 0;margin: 0;font-size: 18px;font-weight: 500;line-height: 24px;}.close{display: grid;place-items: center;width: 44px;height: 44px;border-radius: 50%;color: var(--secondary-text-color);}.close:hover{background: color-mix(in srgb,var(--primary-text-color) 8%,transparent);}.close svg{width: 24px;height: 24px;}button:focus-visible,.people:focus-visible{outline: 2px solid var(--primary-color);outline-offset: -2px;}.people{flex: 1 1 auto;min-height: 120px;padding-bottom: calc(12px + env(safe-area-inset-bottom));overflow-y: auto;overscroll-behavior: contain;}h3{position: sticky;inset-block-start: 0;z-index: 1;background: var(--card-background-color,#fff);display: flex;align-items: center;gap: 8px;margin: 0;padding: 10px 20px 4px;font-size: 13px;font-weight: 500;color: var(--secondary-text-color);}h3 svg{width: 18px;height: 18px;}h3.read svg{color: var(--ga-read);}ul{margin: 0;padding: 0;list-style: none;}li{display: flex;align-items: center;gap: 14px;min-height: 52px;padding: 0 20px;content-visibility: auto;contain-intrinsic-height: 52px;}.initial{flex: none;display: grid;place-items: center;width: 38px;height: 38px;border-radius: 50%;font-size: 16px;font-weight: 500;color: var(--secondary-text-color);background: var(--secondary-background-color,#e5e5e5);}.initial svg{width: 22px;height: 22px;}.name{flex: 1;min-width: 0;overflow: hidden;text-overflow: ellipsis;white-space: nowrap;font-size: 15px;}time{flex: none;font-size: 13px;color: var(--secondary-text-color);font-variant-numeric: tabular-nums;}p{margin: 0;padding: 4px 20px 10px;color: var(--secondary-text-color);}.notes{margin-top: 8px;padding-top: 10px;border-top: 1px solid var(--divider-color,#e0e0e0);font-size: 13px;line-height: 18px;}.notes p:last-child{padding-bottom: 4px;}.problem{display: grid;justify-items: start;gap: 8px;padding: 8px 20px 12px;}.problem p{padding: 0;color: var(--primary-text-color);}.problem button{padding: 8px 0;font-weight: 500;color: var(--primary-color);}.skeleton span{background: var(--secondary-background-color,#e5e5e5);animation: pulse 1.2s ease-in-out infinite alternate;}.skeleton .name{flex: none;width: 45%;height: 14px;border-radius: 7px;}@media (max-width: 600px) and (orientation: portrait){dialog{inset: auto 0 0;width: 100vw;max-height: 82vh;border-end-start-radius: 0;border-end-end-radius: 0;}dialog[open]{animation-name: slide;}}@keyframes rise{from{opacity: 0;transform: scale(0.96);}}@keyframes slide{from{transform: translateY(100%);}}@keyframes pulse{to{opacity: 0.4;}}@media (prefers-reduced-motion: reduce){*,dialog[open]{animation: none !important;}}`],m([h()],p.prototype,"people",2),m([h()],p.prototype,"problem",2);w(v,p);export{p as PeopleDialog};
