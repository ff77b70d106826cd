import{Z as c,_ as u,b as n,e as o}from"./chunk-ECRVNKG5.js";var d=4,h=class{constructor(e){this.host=e;this.overflowing=!1;this.measure=()=>{let{list:e}=this;if(!e)return;let t=e.scrollWidth-e.clientWidth,s=this.rtl?t+e.scrollLeft:e.scrollLeft;e.classList.toggle("before",s>d),e.classList.toggle("after",t-s>d);let i=t>d;i!==this.overflowing&&(this.overflowing=i,this.host.requestUpdate())};this.handleKey=e=>{let t=[...this.list?.querySelectorAll(".status, .more")??[]],s=t.indexOf(e.target);if(s<0)return;let[i,l]=this.rtl?["ArrowLeft","ArrowRight"]:["ArrowRight","ArrowLeft"],p={[i]:s+1,[l]:s-1,Home:0,End:t.length-1},a=t[p[e.key]??-1];a!==void 0&&(e.preventDefault(),this.focusable=a.dataset.id,this.host.requestUpdate(),a.focus())};e.addController(this)}hostConnected(){this.observer=new ResizeObserver(()=>this.measure()),this.observer.observe(this.host)}hostDisconnected(){this.observer?.disconnect()}get list(){return this.host.renderRoot.querySelector(".list")}get rtl(){return getComputedStyle(this.host).direction==="rtl"}observe(){this.list&&this.observer?.observe(this.list)}focusableOf(e){return this.focusable!==void 0&&e.includes(this.focusable)?this.focusable:e[0]}render(e,t,s,i){return n`<div class="scroller">
      ${this.scrollButton("previous",e("scroll_back"))}
      <ul class="list" role="list" aria-label=${t} @scroll=${this.measure} @keydown=${this.handleKey} @click=${i}>
        ${s}
      </ul>
      ${this.scrollButton("next",e("scroll_on"))}
    </div>`}scrollButton(e,t){let s=e==="next"!==this.rtl;return n`<button
      class="scroll ${e} ${this.overflowing?"needed":""}"
      tabindex="-1"
      aria-hidden="true"
      title=${t}
      @click=${()=>this.list?.scrollBy({left:this.list.clientWidth*.8*(s?1:-1)})}
    >
      ${u(s?c.right:c.left)}
    </button>`}reveal(e){this.focusable=e,this.host.requestUpdate(),[...this.list?.children??[]].find(({firstElementChild:s})=>s?.dataset.id===e)?.scrollIntoView({block:"nearest",inline:"nearest",behavior:"instant"})}};function g({path:r,text:e,hint:t,error:s=!1},i=o){return n`<div class="message ${s?"error":""}" role=${s?"alert":"status"}>
    ${i===o?n`<div class="icon">${u(r)}</div>`:i}
    <div><p>${e}</p><p class="hint">${t}</p></div>
  </div>`}function b(r){return n`<div class="list" aria-busy="true" aria-label=${r?.("loading")??o}>
    ${[0,1,2,3].map(e=>n`<div class="skeleton" style="animation-delay:${e*.15}s"></div>`)}
  </div>`}function y(r,e,t,s,i){let l=n`${r}
    <span class="words">
      <span class="title"><bdi>${e}</bdi></span>
      <span class="summary" role="status" title=${s??o}>${t}</span>
    </span>`;return i===void 0?n`<div class="line">${l}</div>`:n`<button class="line" aria-haspopup="dialog" @click=${i}>${l}</button>`}var x={key:"green-api-seen",max:500},S={key:"green-api-seen-contacts",max:2e3};function f({key:r}){try{let e=JSON.parse(localStorage.getItem(r)??"[]");return new Set(Array.isArray(e)?e.filter(t=>typeof t=="string"):[])}catch{return new Set}}function w(r,e){let t=f(r);t.delete(e);let s=[...t,e].slice(-r.max);try{localStorage.setItem(r.key,JSON.stringify(s))}catch{}}function L(r,e){return[...r.filter(t=>!e(t)),...r.filter(e)]}export{h as a,g as b,b as c,y as d,x as e,S as f,f as g,w as h,L as i};
