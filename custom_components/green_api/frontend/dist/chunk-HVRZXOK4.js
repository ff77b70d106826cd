import{$ as c,aa as u,b as n,e as o}from"./chunk-VYMX2V5Z.js";var d=4,h=class{constructor(t){this.host=t;this.overflowing=!1;this.restarting=!1;this.measure=()=>{let{list:t}=this;if(!t)return;let e=t.scrollWidth-t.clientWidth,s=this.rtl?e+t.scrollLeft:t.scrollLeft;t.classList.toggle("before",s>d),t.classList.toggle("after",e-s>d);let i=e>d;i!==this.overflowing&&(this.overflowing=i,this.host.requestUpdate())};this.handleKey=t=>{let e=[...this.list?.querySelectorAll(".status, .more")??[]],s=e.indexOf(t.target);if(s<0)return;let[i,l]=this.rtl?["ArrowLeft","ArrowRight"]:["ArrowRight","ArrowLeft"],p={[i]:s+1,[l]:s-1,Home:0,End:e.length-1},a=e[p[t.key]??-1];a!==void 0&&(t.preventDefault(),this.focusable=a.dataset.id,this.host.requestUpdate(),a.focus())};this.handleFocus=()=>{this.restarting&&(this.restarting=!1,requestAnimationFrame(()=>{this.list?.querySelector(".status")?.focus({preventScroll:!0}),this.list?.scrollTo({left:0,behavior:"instant"})}))};this.handlePointer=()=>{this.restarting=!1};t.addController(this)}hostConnected(){this.observer=new ResizeObserver(()=>this.measure()),this.observer.observe(this.host)}hostDisconnected(){this.observer?.disconnect()}get list(){return this.host.renderRoot.querySelector(".list")}get rtl(){return getComputedStyle(this.host).direction==="rtl"}observe(){this.list&&this.observer?.observe(this.list)}focusableOf(t){return this.focusable!==void 0&&t.includes(this.focusable)?this.focusable:t[0]}render(t,e,s,i){return n`<div class="scroller">
      <ul
        class="list"
        role="list"
        aria-label=${e}
        @scroll=${this.measure}
        @keydown=${this.handleKey}
        @click=${i}
        @focusin=${this.handleFocus}
        @pointerdown=${this.handlePointer}
      >
        ${s}
      </ul>
      ${this.scrollButton("previous",t("scroll_back"))} ${this.scrollButton("next",t("scroll_on"))}
    </div>`}scrollButton(t,e){let s=t==="next"!==this.rtl;return n`<button
      class="scroll ${t} ${this.overflowing?"needed":""}"
      tabindex="-1"
      aria-hidden="true"
      title=${e}
      @click=${()=>this.list?.scrollBy({left:this.list.clientWidth*.8*(s?1:-1)})}
    >
      ${u(s?c.right:c.left)}
    </button>`}restart(){this.focusable=void 0,this.restarting=!0,this.host.requestUpdate(),this.host.updateComplete.then(()=>this.list?.scrollTo({left:0,behavior:"instant"}))}reveal(t){this.focusable=t,this.host.requestUpdate(),[...this.list?.children??[]].find(({firstElementChild:s})=>s?.dataset.id===t)?.scrollIntoView({block:"nearest",inline:"nearest",behavior:"instant"})}};function m({path:r,text:t,hint:e,error:s=!1},i=o){return n`<div class="message ${s?"error":""}" role=${s?"alert":"status"}>
    ${i===o?n`<div class="icon">${u(r)}</div>`:i}
    <div><p>${t}</p><p class="hint">${e}</p></div>
  </div>`}function b(r){return n`<div class="list" aria-busy="true" aria-label=${r?.("loading")??o}>
    ${[0,1,2,3].map(t=>n`<div class="skeleton" style="animation-delay:${t*.15}s"></div>`)}
  </div>`}function y(r,t,e,s,i){let l=n`${r}
    <span class="words">
      <span class="title"><bdi>${t}</bdi></span>
      <span class="summary" role="status" title=${s??o}>${e}</span>
    </span>`;return i===void 0?n`<div class="line">${l}</div>`:n`<button class="line" aria-haspopup="dialog" @click=${i}>${l}</button>`}var S={key:"green-api-seen",max:500},x={key:"green-api-seen-contacts",max:2e3};function f({key:r}){try{let t=JSON.parse(localStorage.getItem(r)??"[]");return new Set(Array.isArray(t)?t.filter(e=>typeof e=="string"):[])}catch{return new Set}}function T(r,t){let e=f(r);e.delete(t);let s=[...e,t].slice(-r.max);try{localStorage.setItem(r.key,JSON.stringify(s))}catch{}}function w(r,t){return[...r.filter(e=>!t(e)),...r.filter(t)]}export{h as a,m as b,b as c,y as d,S as e,x as f,f as g,T as h,w as i};
