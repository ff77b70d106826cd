import{C,D as v,E as H,F as L,G as j,H as X,I as l,J as h,K as I,L as P,M as S,a as w,b as n,c as $,e as r,f as k,g as c,h as g,i as m,k as T,l as E,o as M,r as _,v as z,y as A,z as R}from"./chunk-Z5FRAONS.js";import{a as o}from"./chunk-JFKSI6I7.js";var b=T(class extends E{constructor(){super(...arguments),this.key=r}render(p,u){return this.key=p,u}update(p,[u,e]){return u!==this.key&&(M(p),this.key=u),e}});var B=w` dialog{--ga-pending: #8a9aa4;--ga-sent: #c3ccd1;--ga-read: #53bdeb;--ga-delivered: #35d99a;--ga-failed: #ff6b61;position: fixed;inset: 0;box-sizing: border-box;width: 100vw;width: 100dvw;height: 100vh;height: 100dvh;max-width: none;max-height: none;margin: 0;padding: env(safe-area-inset-top) env(safe-area-inset-right) env(safe-area-inset-bottom) env(safe-area-inset-left);border: 0;outline: none;overflow: hidden;overscroll-behavior: contain;color: #e9edef;background: #0b141a;font-family: var(--ha-font-family-body,Roboto,sans-serif);font-size: 14px;line-height: 1.4;user-select: none;-webkit-user-select: none;}dialog[open]{display: grid;grid-template: auto minmax(0,1fr) auto / minmax(0,1fr);animation: rise 0.22s cubic-bezier(0.2,0.8,0.3,1);}dialog::backdrop{background: rgba(0,0,0,0.7);}.backdrop{position: absolute;inset: -60px;z-index: -1;width: calc(100% + 120px);height: calc(100% + 120px);object-fit: cover;opacity: 0.5;filter: blur(44px) saturate(1.3) brightness(0.65);pointer-events: none;}div.backdrop{opacity: 0.75;filter: brightness(0.5);}div.backdrop.audio{background: radial-gradient(circle at 50% 40%,#7c5cff,#c04bd8 30%,transparent 62%);filter: blur(60px) brightness(0.45);}header,.info{position: relative;z-index: 2;box-sizing: border-box;width: 100%;max-width: 720px;margin: 0 auto;padding: 10px 12px;}.segments{display: flex;gap: 3px;margin-bottom: 10px;}.segments i{flex: 1;height: 3px;border-radius: 2px;background: rgba(255,255,255,0.28);transition: background-color 0.2s;}.segments i.current{background: #fff;}.bar{display: flex;align-items: center;gap: 12px;}.type{flex: none;display: grid;place-items: center;width: 38px;height: 38px;border-radius: 50%;background: rgba(255,255,255,0.14);}.type svg{width: 20px;height: 20px;}.heading{flex: 1;min-width: 0;}.heading h2,.heading p{margin: 0;overflow: hidden;text-overflow: ellipsis;white-space: nowrap;}.heading h2{font-size: 15px;font-weight: 500;}.heading p,.position{font-size: 12.5px;color: rgba(255,255,255,0.72);}.position{flex: none;font-variant-numeric: tabular-nums;}.close{flex: none;display: grid;place-items: center;width: 44px;height: 44px;margin-inline-end: -6px;border-radius: 50%;}.close svg{width: 24px;height: 24px;}.close:hover,.navigate:hover span{background: rgba(255,255,255,0.16);}button:focus-visible{outline: 2px solid #fff;outline-offset: -2px;}.stage{position: relative;min-height: 0;touch-action: none;}.slide{position: absolute;inset: 0;display: grid;place-items: center;animation: fade 0.18s ease-out;}.slide.next{animation: from-next 0.24s cubic-bezier(0.2,0.8,0.3,1);}.slide.previous{animation: from-previous 0.24s cubic-bezier(0.2,0.8,0.3,1);}.slide > img,.slide > video{grid-area: 1 / 1;max-width: 100%;max-height: 100%;min-height: 0;border-radius: 10px;object-fit: contain;}.slide > video{z-index: 2;width: auto;height: 100%;max-width: min(100%,1200px);background: transparent;}.slide > img.placeholder{width: 100%;height: 100%;filter: blur(16px);opacity: 0.6;animation: breathe 1.2s ease-in-out infinite alternate;}.slide > img.full{width: 100%;height: 100%;}.text{box-sizing: border-box;display: flex;width: min(100%,520px);height: 100%;max-height: 760px;padding: 28px;border-radius: 14px;overflow: auto;overscroll-behavior: contain;touch-action: pan-y;container-type: inline-size;box-shadow: 0 10px 50px rgba(0,0,0,0.35);}.text p{margin: auto;max-width: 100%;text-align: center;line-height: 1.25;white-space: pre-wrap;overflow-wrap: anywhere;font-size: clamp(15px,calc(13.5vmin * var(--scale)),64px);user-select: text;-webkit-user-select: text;}@supports (width: 1cqi){.text p{font-size: clamp(15px,calc(13.5cqi * var(--scale)),64px);}}.voice{z-index: 2;display: grid;justify-items: center;gap: 56px;width: min(88%,420px);}.voice .disc{display: grid;place-items: center;width: 148px;height: 148px;border-radius: 50%;color: #fff;background: linear-gradient(135deg,#7c5cff,#c04bd8);box-shadow: 0 0 0 14px rgba(255,255,255,0.07),0 0 0 32px rgba(255,255,255,0.04);}.voice svg{width: 60px;height: 60px;}.voice audio{width: 100%;}.broken{display: grid;justify-items: center;gap: 12px;padding: 24px;color: rgba(255,255,255,0.75);text-align: center;}.broken svg{width: 48px;height: 48px;}.navigate{position: absolute;inset-block: 0;z-index: 1;display: flex;align-items: center;width: 30%;padding: 12px;}.navigate.previous{inset-inline-start: 0;}.navigate.next{inset-inline-end: 0;justify-content: flex-end;}.navigate span{display: grid;place-items: center;width: 44px;height: 44px;border-radius: 50%;background: rgba(0,0,0,0.3);transition: background-color 0.15s;}.navigate svg{width: 28px;height: 28px;}@media (hover: none){.navigate:not(:focus-visible) span{visibility: hidden;}}.info{padding: 14px 16px 16px;}.caption{max-height: 22vh;margin: 0 auto 12px;overflow: auto;font-size: 15px;text-align: center;white-space: pre-wrap;overflow-wrap: anywhere;user-select: text;-webkit-user-select: text;}.facts{display: flex;flex-wrap: wrap;align-items: center;gap: 14px 28px;padding: 12px 16px;border-radius: 16px;background: rgba(24,33,40,0.66);backdrop-filter: blur(18px);-webkit-backdrop-filter: blur(18px);}.steps{flex: 1 1 290px;display: flex;margin: 0;padding: 0;list-style: none;}.steps li{position: relative;flex: 1;min-width: 0;display: grid;align-content: start;justify-items: center;font-size: 12px;text-align: center;color: rgba(255,255,255,0.55);}.steps li:not(:first-child)::before{content: "";position: absolute;inset-block-start: 13px;inset-inline: calc(-50% + 17px) calc(50% + 17px);height: 2px;border-radius: 1px;background: rgba(255,255,255,0.2);}.steps li.reached{color: #e9edef;}.steps li.reached:not(:first-child)::before{background: var(--ga-state);}.steps .dot{display: grid;place-items: center;width: 28px;height: 28px;border-radius: 50%;}.steps .reached .dot{color: var(--ga-state);}.steps svg{width: 21px;height: 21px;}.steps time{color: rgba(255,255,255,0.66);font-variant-numeric: tabular-nums;}.views{flex: 1 1 250px;display: flex;align-items: center;gap: 16px;min-height: 48px;}.count{flex: none;}.count strong{display: flex;align-items: center;gap: 6px;font-size: 15px;font-weight: 500;}.count strong svg{width: 18px;height: 18px;}.count span{font-size: 12px;color: rgba(255,255,255,0.66);}.curve{flex: 1;min-width: 90px;height: 44px;overflow: visible;fill: none;color: var(--ga-read);}.curve .area{fill: currentColor;opacity: 0.18;}.curve .line{stroke: currentColor;stroke-width: 2;stroke-linejoin: round;vector-effect: non-scaling-stroke;}@media (orientation: landscape) and (max-height: 560px){dialog[open]{grid-template: auto minmax(0,1fr) / minmax(0,1fr) minmax(250px,34%);}header{grid-column: 1 / 3;max-width: none;}.info{align-self: end;}}@keyframes rise{from{opacity: 0;transform: scale(0.96);}}@keyframes fade{from{opacity: 0;}}@keyframes from-next{from{opacity: 0;transform: translateX(calc(36px * var(--forward)));}}@keyframes from-previous{from{opacity: 0;transform: translateX(calc(-36px * var(--forward)));}}@keyframes breathe{to{opacity: 0.3;}}@media (prefers-reduced-motion: reduce){*{animation: none !important;transition: none !important;}dialog[open]{animation: none !important;}}`;var D=56,N=40,Y=[160,44],s=class extends k{constructor(){super(...arguments);this.now=0;this.heading="";this.statuses=[];this.countsViews=!1;this.showViewers=!0;this.direction="";this.loaded=!1;this.failed=!1;this.links={media:null,thumbnail:null};this.index=-1;this.handleClose=()=>{this.current=void 0};this.handleKey=e=>{if(e.composedPath()[0]instanceof HTMLMediaElement)return;let[t,i]=this.rtl?["ArrowLeft","ArrowRight"]:["ArrowRight","ArrowLeft"];if(e.key===t)this.showAt(this.index+1);else if(e.key===i)this.showAt(this.index-1);else if(e.key==="Home")this.showAt(0);else if(e.key==="End")this.showAt(this.statuses.length-1);else return;e.preventDefault(),e.stopPropagation()};this.handleTouchStart=e=>{let[t]=e.touches,i=e.composedPath().some(a=>a instanceof HTMLAudioElement||a instanceof HTMLVideoElement&&t&&t.clientY>a.getBoundingClientRect().bottom-72);this.touch=e.touches.length===1&&t&&!i?{x:t.clientX,y:t.clientY}:void 0};this.handleTouchMove=e=>{let[t]=e.touches;if(!this.touch||!t||!this.slide)return;let[i,a]=[t.clientX-this.touch.x,t.clientY-this.touch.y];e.cancelable&&Math.abs(i)>Math.abs(a)&&e.preventDefault(),this.slide.style.transform=Math.abs(i)>Math.abs(a)?`translateX(${i}px)`:`translateY(${Math.max(0,a)}px) scale(${1-Math.max(0,a)/2e3})`};this.handleTouchEnd=e=>{let[t]=e.changedTouches;if(!this.touch||!t)return;let[i,a]=[t.clientX-this.touch.x,t.clientY-this.touch.y];this.touch=void 0,this.slide&&(this.slide.style.transform=""),Math.abs(i)>D&&Math.abs(i)>Math.abs(a)?this.showAt(this.index+(i<0!==this.rtl?1:-1)):a>2*D&&a>Math.abs(i)&&this.close()}}open(e){this.direction="",this.show(e),this.updateComplete.then(()=>{this.dialog?.open===!1&&this.dialog.showModal()})}willUpdate(e){if(this.current===void 0||!e.has("statuses"))return;let t=this.statuses.findIndex(a=>a.status_id===this.current);if(t>=0){this.index=t;return}let i=this.statuses[Math.min(this.index,this.statuses.length-1)];i===void 0?this.close():this.show(i.status_id)}get rtl(){return getComputedStyle(this).direction==="rtl"}show(e){let t=this.statuses.findIndex(a=>a.status_id===e),i=this.statuses[t];i!==void 0&&(this.current=e,this.index=t,this.links={media:i.media_url,thumbnail:i.thumbnail_url},this.loaded=!1,this.failed=!1,this.dispatchEvent(new CustomEvent("status-shown",{detail:e})))}showAt(e){let t=this.statuses[e];t!==void 0&&(this.direction=e>this.index?"next":"previous",this.show(t.status_id))}close(){this.dialog?.close()}render(){let e=this.current===void 0?void 0:this.statuses[this.index];return n`<dialog
      tabindex="-1"
      autofocus
      aria-label=${this.t("name")}
      style="--forward:${this.rtl?-1:1}"
      @close=${this.handleClose}
      @keydown=${this.handleKey}
    >
      ${e===void 0?r:this.content(e)}
    </dialog>`}content(e){let{t,index:i,statuses:a,rtl:d}=this;return n`
      ${this.backdrop(e)}
      <header>
        ${a.length>1&&a.length<=N?n`<div class="segments" aria-hidden="true">
              ${a.map((f,x)=>n`<i class=${x===i?"current":""}></i>`)}
            </div>`:r}
        <div class="bar">
          <div class="type">${P(e.type)}</div>
          <div class="heading">
            <h2><bdi>${this.heading}</bdi></h2>
            <p>${this.times(e)}</p>
          </div>
          <div class="position" aria-hidden="true">${t("position",{index:i+1,total:a.length})}</div>
          <button class="close" aria-label=${t("close")} title=${t("close")} @click=${this.close}>${h(l.close)}</button>
        </div>
      </header>
      <div
        class="stage"
        @touchstart=${this.handleTouchStart}
        @touchmove=${this.handleTouchMove}
        @touchend=${this.handleTouchEnd}
        @touchcancel=${this.handleTouchEnd}
      >
        ${b(e.status_id,n`<div class="slide ${this.direction}">${this.media(e)}</div>`)}
        ${i>0?this.navigateButton("previous",t("previous"),d?l.right:l.left):r}
        ${i<a.length-1?this.navigateButton("next",t("next"),d?l.left:l.right):r}
      </div>
      <div class="info">
        ${e.type!=="text"&&e.caption?n`<p class="caption" dir="auto">${e.caption}</p>`:r}
        <div class="facts">${this.steps(e)}${this.showViewers?this.views(e):r}</div>
      </div>
      <div class="hidden" aria-live="polite">
        ${t("position",{index:i+1,total:a.length})}: ${t(`type.${e.type??"unknown"}`)}.
        ${e.text??e.caption??""}. ${t(`state.${e.state??"unknown"}`)}
      </div>
    `}backdrop(e){if(e.type==="text")return n`<div class="backdrop" style="background:${v(e.background_color).background}"></div>`;if(e.type==="audio")return n`<div class="backdrop audio"></div>`;let{thumbnail:t}=this.links;return t===null?r:b(e.status_id,n`<img class="backdrop" src=${t} alt="" @error=${q} />`)}times(e){let{t,now:i}=this,a=this.hass.locale?.language??this.hass.language;return[R(i-e.posted_at,a),e.deleted?t("deleted"):e.expires_at<=i?t("expired"):t("left",{time:A(e.expires_at-i,a)})].join(" · ")}navigateButton(e,t,i){return n`<button
      class="navigate ${e}"
      aria-label=${t}
      @click=${()=>this.showAt(this.index+(e==="next"?1:-1))}
    >
      <span>${h(i)}</span>
    </button>`}media(e){let{t}=this,{media:i,thumbnail:a}=this.links;if(e.type==="text"){let{background:x,color:K}=v(e.background_color),y=e.text??"";return n`<div class="text" style="background:${x};color:${K};--scale:${L(y)}">
        <p dir="auto" style=${H(e.font)}>${y}</p>
      </div>`}if(i===null||this.failed)return n`<div class="broken" role="alert">
        ${h(l.broken)}<div>${t(e.deleted?"deleted":i===null?"media_gone":"media_failed")}</div>
      </div>`;let d=()=>{this.failed=!0},f=e.caption??t(`type.${e.type??"unknown"}`);return e.type==="video"?n`<video
        src=${i}
        poster=${a??r}
        aria-label=${f}
        controls
        autoplay
        playsinline
        preload="metadata"
        @error=${d}
      ></video>`:e.type==="audio"?n`<div class="voice">
        <div class="disc">${h(l.audio)}</div>
        <audio src=${i} aria-label=${f} controls autoplay preload="metadata" @error=${d}></audio>
      </div>`:n`${this.loaded||a===null?r:n`<img class="placeholder" src=${a} alt="" @error=${q} />`}
      <img
        class="full"
        src=${i}
        alt=${f}
        draggable="false"
        @load=${()=>{this.loaded=!0}}
        @error=${d}
      />`}steps(e){return n`<ol class="steps">
      ${j(e).map(({state:t,at:i,reached:a})=>n`<li class="${t} ${a?"reached":""}">
            <span class="dot">${I(t)}</span>
            <span>${this.t(`state.${t}`)}</span>
            <time>${i===null?"":C(i,this.hass,this.now)}</time>
          </li>`)}
    </ol>`}views(e){let{t}=this,i=X(e,this.now,...Y),[a,d]=Y;return n`<div class="views">
      <div class="count">
        <strong>${h(l.eye)}${e.views===null?t(this.countsViews&&e.state!=="failed"?"uncounted":"not_counted"):z(t,e)}</strong>
        ${e.delivered_to?n`<span>${t("reached",{count:e.delivered_to})}</span>`:r}
      </div>
      ${i===null?r:n`<svg
            class="curve"
            viewBox="0 0 ${a} ${d}"
            preserveAspectRatio="none"
            role="img"
            aria-label=${t("curve")}
          >
            ${$`<title>${t("curve")}</title><path class="area" d=${i.area}></path><path class="line" d=${i.line}></path>`}
          </svg>`}
    </div>`}};s.styles=[S,B],o([c({attribute:!1})],s.prototype,"hass",2),o([c({attribute:!1})],s.prototype,"t",2),o([c({attribute:!1})],s.prototype,"now",2),o([c({attribute:!1})],s.prototype,"heading",2),o([c({attribute:!1})],s.prototype,"statuses",2),o([c({attribute:!1})],s.prototype,"countsViews",2),o([c({attribute:!1})],s.prototype,"showViewers",2),o([g()],s.prototype,"current",2),o([g()],s.prototype,"direction",2),o([g()],s.prototype,"loaded",2),o([g()],s.prototype,"failed",2),o([m("dialog")],s.prototype,"dialog",2),o([m(".slide")],s.prototype,"slide",2);function q(p){p.target.style.visibility="hidden"}_("green-api-status-viewer",s);export{s as StatusViewer};
