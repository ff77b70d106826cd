import{c as q,d as z,f as J,g as Z}from"./chunk-PTU2VYXT.js";import{d as O}from"./chunk-BOEXFRPS.js";import{B as j,C as B,G as W,H as F,I as _,K as S,L as A,M as E,Z as H,_ as G,a as U,aa as V,b as r,ba as X,c as k,ca as Y,e as g,i as y,j as N,o as L,r as K}from"./chunk-ADDRL3E3.js";import{a as x}from"./chunk-JFKSI6I7.js";var T=["monday","tuesday","wednesday","thursday","friday","saturday","sunday"];function ee(h){let m=Math.max(h,1)/3,e=10**Math.floor(Math.log10(m)),t=Math.max(1,e*([1,2,5].find(n=>n*e>=m)??10));return Array.from({length:Math.ceil(Math.max(h,1)/t)+1},(n,i)=>i*t)}function te(h,{views:m,counted_after:e}){if(m===null||e===null)return[];let t=Math.min(e/3600,24),n=h.slice(0,Math.floor(t)).map((i,s)=>i===null?null:[s+1,i]);return Number.isInteger(t)||n.push([t,m]),[[0,0],...n]}function ne(h,m){let e="";return h.forEach((t,n)=>{t!==null&&(e+=`${h[n-1]?"L":"M"}${se(t,m)}`,!h[n-1]&&!h[n+1]&&(e+="h0"))}),e}function ie(h,m){let e=n=>[[0,0],...h.map(i=>[i.hours,i[n]])],t=n=>n.map(i=>se(i,m)).join("L");return{band:`M${t(e("high"))}L${t(e("low").reverse())}Z`,median:`M${t(e("median"))}`}}function se([h,m],{width:e,height:t,top:n}){return`${Q(h/24*e)} ${Q(t-m/n*t)}`}function Q(h){return Math.round(h*10)/10}function ae(h,m){let e=h.map(({median:i})=>i),[t,n]=[Math.min(...e),Math.max(...e)];return T.map((i,s)=>{let o=(m+s)%T.length,a=Array.from({length:24/3},(c,l)=>{let p=h.find(({weekday:f,hour:w})=>f===T[o]&&w===l*3);if(p===void 0)return;let u=n>t?(p.median-t)/(n-t):.5;return{day:o,hour:p.hour,median:p.median,statuses:p.statuses,level:u}});return{day:o,cells:a}})}function re(h,m,e,t){let n=h.flatMap(({cells:a},c)=>a.flatMap((l,p)=>l?[{cell:l,row:c,column:p}]:[])),i=n.findIndex(({cell:a})=>a.day===m.day&&a.hour===m.hour),s=n[i];if(s===void 0)return;if(e==="Home")return n[0]?.cell;if(e==="End")return n.at(-1)?.cell;if(e==="ArrowLeft"||e==="ArrowRight")return n[i+(e==="ArrowRight"===t?-1:1)]?.cell;if(e!=="ArrowUp"&&e!=="ArrowDown")return;let o=({row:a,column:c})=>Math.abs(a-s.row)*10+Math.abs(c-s.column);return n.filter(({row:a})=>e==="ArrowUp"?a<s.row:a>s.row).sort((a,c)=>o(a)-o(c))[0]?.cell}function C(h){return h.by_weekday_and_hour.reduce((m,{statuses:e})=>m+e,0)}var M=3600,P=480,I=200,de=[1,3,6,12,24],he=60,ue=6*M,b=class extends q{constructor(){super(...arguments);this.failed=!1;this.loadedAt=0;this.loadedFor="";this.loadedNumbers="";this.handlePointer=e=>{if(e.pointerType!=="mouse")return;let{left:t,width:n}=e.target.getBoundingClientRect();this.hour=Math.min(24,Math.max(0,Math.round((e.clientX-t)/n*24)))}}subscribeOptions(){return{limit:0}}viewerOptions(){return{state:{...this.state,statuses:this.insights?.listed??[]},subscribe:void 0}}updated(e){(e.has("state")||e.has("now"))&&this.load(),this.setVisible(!this.config?.hide_empty||this.account!==void 0&&(this.insights?.newest.length??0)>0)}async load(){let{account:e}=this;if(e===void 0)return;let{config_entry_id:t,active:n,views:i,total_statuses:s,total_views:o,compared:a,usual_views:c}=e,l=JSON.stringify([n,i,s,o,a,c]),p=Date.now()/1e3,u=p-this.loadedAt;if(t===this.loadedFor){if(u<he||l===this.loadedNumbers&&!this.failed&&u<ue)return}else this.insights=void 0;this.loadedFor=t,this.loadedNumbers=l,this.loadedAt=p;try{let f=await this.hass.callWS({type:"green_api/insights",config_entry_id:t});if(t!==this.loadedFor)return;this.insights=f,this.failed=!1}catch{this.failed=!0}}render(){let{t:e,insights:t}=this,n=this.config?.title||e?.("insights")||" ",i=e===void 0||this.connecting||t===void 0&&this.account!==void 0&&!this.failed;return r`<ha-card aria-busy=${i} class=${i?"waiting":""} style="--height:${780}px">
        <div class="head">
          <h2><bdi>${n}</bdi></h2>
          ${i||t===void 0?g:this.newest(e,t)}
        </div>
        ${i?r`<div class="pulse"></div>`:this.content(e,t)}
      </ha-card>`}content(e,t){if(this.account===void 0||t===void 0)return r`<p class="message">${e(this.account===void 0?"activity.gone":"insights.failed")}</p>`;if(t.newest.length===0)return r`<p class="message">${e("insights.empty")}</p>`;let n=C(t);return r`${this.status(e,t)}
      ${t.usual_curve.length>0?g:r`<p class="message">${this.missing(e,5-n)}</p>`}
      ${n<5?g:r`<div class="parts">
            <div>${this.week(e,t)} ${this.types(e,t)}</div>
            <div>${this.top(e,t)} ${this.weeks(e,t)}</div>
          </div>`}
      ${t.usual_views===null?g:this.year(e)}`}missing(e,t){return this.account.counts_views?t>0?`${e("insights.few",{count:t})} ${e("insights.few_hint")}`:e("insights.no_curve"):e("insights.not_counted")}number(e){return B(Math.round(e),this.language)}name(e,t){return(e.text??e.caption??"").trim().replace(/\s+/g," ")||t(`type.${e.type??"unknown"}`)}listed(e,t){return t.flatMap(n=>e.listed.find(({status_id:i})=>i===n)??[])}newest(e,t){let n=this.listed(t,t.newest);if(n.length<2)return g;let i=this.chosen(t);return r`<fieldset class="newest" aria-label=${e("insights.newest")}>
      ${O(n,({status_id:s})=>s,s=>{let o=`${this.name(s,e)}, ${E(s.posted_at,this.hass,this.now)}`;return r`<label title=${o}>
            <input
              type="radio"
              name="status"
              aria-label=${o}
              .checked=${s.status_id===i}
              @change=${()=>this.selected=s.status_id}
            />${z(s)}
          </label>`})}
    </fieldset>`}chosen({newest:e,items:t}){if(this.selected!==void 0&&e.includes(this.selected))return this.selected;let n=t.filter(i=>i.compared!==null).map(({status_id:i})=>i);return e.find(i=>n.includes(i))??e[0]}status(e,t){let n=this.chosen(t),i=this.listed(t,[n])[0],s=t.items.find(({status_id:d})=>d===n),o=te(t.hourly_views[n]??[],s),a=o.some(d=>d!==null&&d[0]>0),{views:c,compared:l,counted_after:p,view_rate:u,half_life:f}=s,w=[c===null?e("uncounted"):e("views",{count:c}),u===null?"":e("insights.rate",{rate:W(u/100,this.language)}),f===null?"":e("insights.half_life",{time:_(f,this.language)})],$=_(Math.min(p??0,24*M),this.language);return r`<div class="status">
        <h3 dir="auto" title=${this.name(i,e)}>${this.name(i,e)}</h3>
        ${l===null?g:this.change(l/100,d=>e("insights.compared",{change:d,time:$}))}
      </div>
      <p class="note">
        ${[E(i.posted_at,this.hass,this.now),...w].filter(Boolean).join(" · ")}
      </p>
      ${a||t.usual_curve.length>0?this.chart(e,t,s,a?o:[]):g}`}change(e,t=n=>n){return r`<span class="change ${e<0?"":"above"}">
      ${e===0?g:G(e<0?H.below:H.above)}<span>${t(F(e,this.language))}</span>
    </span>`}chart(e,t,n,i){let{usual_curve:s}=t,o=[...s.map(({high:d})=>d),...i.flatMap(d=>d?.[1]??[])],a=ee(Math.max(...o)),c=a.at(-1),l={width:P,height:I,top:c},p=s.length>0?ie(s,l):void 0,u=i.at(-1),{hour:f}=this,w=d=>_(d*M,this.language),$=f===void 0?"":this.reading(e,t,n,f);return r`<div class="chart" dir="ltr">
        <div class="plot">
          <svg viewBox="0 0 ${P} ${I}" preserveAspectRatio="none" aria-hidden="true">
            ${a.map(d=>k`<path class="grid" d="M0 ${I-d/c*I}H${P}"></path>`)}
            ${p&&k`<path class="band" d=${p.band}></path><path class="median" d=${p.median}></path>`}
            ${f===void 0?g:k`<path class="at" d="M${f/24*P} 0V${I}"></path>`}
            ${k`<path class="line" d=${ne(i,l)}></path>`}
          </svg>
          ${a.map(d=>r`<span class="tick y" aria-hidden="true" style="bottom:${d/c*100}%">${this.number(d)}</span>`)}
          ${[3,6,12,18,24].map(d=>r`<span class="tick x" aria-hidden="true" style="left:${d/24*100}%">${w(d)}</span>`)}
          ${u?r`<i class="dot" style="left:${u[0]/24*100}%;bottom:${u[1]/c*100}%"></i>`:g}
          <input
            class="scrub"
            type="range"
            min="0"
            max=${24}
            .value=${String(f??0)}
            aria-label=${e("insights.read")}
            aria-valuetext=${$||g}
            @input=${d=>this.hour=Number(d.target.value)}
            @pointermove=${this.handlePointer}
            @pointerleave=${d=>d.pointerType==="mouse"&&(this.hour=void 0)}
            @blur=${()=>this.hour=void 0}
          />
        </div>
      </div>
      <p class="legend" aria-hidden="true">
        ${$||r`${i.length>0?r`<span><i></i>${e("insights.this")}</span>`:g}
            ${p?r`<span><i class="usual"></i>${e("insights.usual")}</span><span><i class="half"></i>${e("insights.half")}</span>`:g}`}
      </p>
      <table class="hidden">
        <caption>
          ${e("insights.chart")}
        </caption>
        <tr>
          <td></td>
          <th scope="col">${e("insights.this")}</th>
          <th scope="col">${e("insights.usual")}</th>
          <th scope="col">${e("insights.half")}</th>
        </tr>
        ${de.map(d=>{let R=s.find(le=>le.hours===d),D=n.views_after[d];return r`<tr>
            <th scope="row">${w(d)}</th>
            <td>${D==null?"–":this.number(D)}</td>
            <td>${R?this.number(R.median):"–"}</td>
            <td>${R?this.range(R):"–"}</td>
          </tr>`})}
      </table>`}range({low:e,high:t}){return`⁦${this.number(e)}–${this.number(t)}⁩`}reading(e,{usual_curve:t,hourly_views:n},i,s){let o=s===0?0:n[i.status_id]?.[s-1],a=t.find(({hours:l})=>l===s);return[s===0?this.number(0):_(s*M,this.language),o==null?"":e("views",{count:o}),a?e("insights.usually",{median:this.number(a.median),range:this.range(a)}):""].filter(Boolean).join(" · ")}firstDay(){let e=T.indexOf(this.hass.locale?.first_weekday??"");if(e>=0)return e;let t=new Intl.Locale(this.language);return((t.getWeekInfo?.()??t.weekInfo)?.firstDay??1)-1}hours(e,t){return`⁦${S((e+24)%24,this.hass)}–${S(t%24,this.hass)}⁩`}week(e,t){let n=t.best_time,i=ae(t.by_weekday_and_hour,this.firstDay()),s=i.flatMap(({cells:l})=>l.filter(p=>p!==void 0)),o=(l,p)=>l.day===p?.day&&l.hour===p.hour,a=s.find(l=>o(l,this.cell)),c=({day:l,hour:p,median:u,statuses:f})=>e("insights.cell",{day:A(l,this.language,"long"),range:this.hours(p,p+3),median:e("views",{count:Math.round(u)}),statuses:e("insights.statuses",{count:f})});return r`<div class="part">
      <h4>
        ${e("insights.best")}:
        <strong>
          ${n?.is_clear?this.hours(n.hour-1,n.hour+2):e("insights.unclear",{count:C(t)})}
        </strong>
      </h4>
      <table class="map ${S(0,this.hass,!0).length>2?"twelve":""}" aria-label=${e("insights.map")} @keydown=${l=>this.handleKey(l,i,a??s[0])}>
        <thead>
          <tr>
            <td></td>
            ${i[0].cells.map((l,p)=>r`<th scope="col"><span>${S(p*3,this.hass,!0)}</span></th>`)}
          </tr>
        </thead>
        <tbody>
          ${i.map(({day:l,cells:p})=>r`<tr>
              <th scope="row">${A(l,this.language,"short")}</th>
              ${p.map(u=>u===void 0?r`<td></td>`:r`<td>
                      <button
                        style="--level:${.12+.88*u.level}"
                        title=${c(u)}
                        aria-label=${c(u)}
                        aria-pressed=${o(u,a)}
                        tabindex=${o(u,a??s[0])?0:-1}
                        @click=${()=>this.cell=o(u,a)?void 0:u}
                      ></button>
                    </td>`)}
            </tr>`)}
        </tbody>
      </table>
      <p class="note" role="status">${a?c(a):e("insights.map_hint")}</p>
    </div>`}async handleKey(e,t,n){let i=n&&re(t,n,e.key,this.rtl);i!==void 0&&(e.preventDefault(),this.cell=i,await this.updateComplete,this.pressed?.focus())}types(e,{by_type:t}){let n=Object.entries(t).sort(([,s],[,o])=>o.median-s.median);if(n.length<2)return g;let i=n[0][1].median;return r`<div class="part">
      <h4>${e("insights.types")}</h4>
      <ul class="types" role="list">
        ${n.map(([s,{median:o,statuses:a}])=>r`<li class="row" title=${e("insights.statuses",{count:a})}>
            ${V(s)}<span><span class="name">${e(`type.${s}`)}</span>${this.bar(o/i)}</span>
            <span class="number">${this.number(o)}</span>
          </li>`)}
      </ul>
    </div>`}bar(e){return r`<span class="bar"><i style="width:${e*100}%"></i></span>`}top(e,t){let n=this.listed(t,t.top);if(n.length===0)return g;let i=n[0].views??1;return r`<div class="part">
      <h4>${e("insights.top")}</h4>
      <ul role="list">
        ${O(n,({status_id:s})=>s,s=>r`<li>
            <button class="row" aria-haspopup="dialog" @click=${()=>this.open(s.status_id)}>
              <span class="picture">${z(s)}</span>
              <span><span class="name" dir="auto">${this.name(s,e)}</span>${this.bar((s.views??0)/i)}</span>
              <span class="number">${this.number(s.views??0)}</span>
            </button>
          </li>`)}
      </ul>
    </div>`}weeks(e,{this_week:t,last_week:n}){if(t===null||n===null)return g;let i=s=>e("views",{count:Math.round(s.median)});return r`<p class="part weeks">
      <span>${e("insights.week",{views:i(t)})}</span>
      ${n.median>0?this.change(t.median/n.median-1):g}
      <span class="label">${e("insights.last_week",{views:i(n)})}</span>
    </p>`}year(e){let t=Z(this.hass,this.account,this.config.device_id),n=t===void 0?void 0:J(this.hass,t),i=["sensor.usual_views","sensor.total_views"].flatMap(a=>n?.get(a)??[]);if(i.length===0)return g;let s=new Date((this.now-365*24*M)*1e3).toISOString(),o=new Date(this.now*1e3).toISOString();return r`<a class="year" href="/history?${new URLSearchParams({entity_id:i.join(),start_date:s,end_date:o})}">
      ${e("insights.year")}
    </a>`}};b.styles=[X,Y,U` :host{display: block;height: 100%;}ha-card{height: 100%;box-sizing: border-box;padding: 12px 16px 8px;overflow: hidden;container-type: inline-size;color: var(--primary-text-color);font-size: var(--ha-font-size-m,14px);line-height: 20px;}.waiting{min-height: var(--height);}.pulse{height: 190px;margin-top: 52px;border-radius: 8px;background: var(--secondary-background-color,#e5e5e5);animation: pulse 1.4s ease-in-out infinite alternate;}h2,h3,h4,p{margin: 0;font-weight: inherit;font-size: inherit;overflow-wrap: anywhere;}.head{display: flex;align-items: flex-start;justify-content: space-between;gap: 12px;min-height: 30px;}h2{padding-top: 2px;font-size: var(--ha-font-size-l,16px);font-weight: var(--ha-font-weight-medium,500);line-height: 22px;}.note,.legend,h4,.label,.year{font-size: var(--ha-font-size-s,12px);line-height: 16px;color: var(--secondary-text-color);}.newest{display: flex;gap: 6px;margin: -5px 0 0;padding: 0;border: 0;}.newest label{position: relative;width: 36px;height: 36px;border-radius: 50%;cursor: pointer;}.newest input{position: absolute;inset: 0;width: 100%;height: 100%;margin: 0;opacity: 0;cursor: pointer;}.thumbnail{inset: 3px;pointer-events: none;}.thumbnail svg{width: 18px;height: 18px;}.thumbnail .text{padding: 0 2px;font-size: 6px;}.newest label:has(:checked){box-shadow: inset 0 0 0 2px var(--ga-read);}.newest label:has(:focus-visible){outline: 2px solid var(--primary-color);outline-offset: 1px;}.status{display: flex;align-items: center;gap: 8px;margin-top: 4px;}h3{min-width: 0;font-weight: var(--ha-font-weight-medium,500);white-space: nowrap;overflow: hidden;text-overflow: ellipsis;text-align: -webkit-match-parent;text-align: match-parent;}.change{flex: none;display: inline-flex;align-items: center;gap: 4px;padding: 0 8px;border-radius: 10px;font-size: var(--ha-font-size-s,12px);font-weight: 500;line-height: 20px;color: var(--primary-text-color);background: var(--secondary-background-color,#e5e5e5);}.change.above{background: rgba(18,168,122,0.18);}.change svg{width: 14px;height: 14px;color: var(--secondary-text-color);}.change.above svg{color: #12a87a;}.note{min-height: 16px;}.chart{position: relative;height: 190px;margin: 12px 10px 22px 0;padding-inline-start: 34px;}.plot{position: relative;height: 100%;}.plot svg{display: block;width: 100%;height: 100%;overflow: visible;}.plot path{fill: none;stroke-linecap: round;stroke-linejoin: round;vector-effect: non-scaling-stroke;}.plot .grid{stroke: var(--divider-color,#e0e0e0);stroke-width: 1px;}.plot .band{fill: var(--ga-read);opacity: 0.14;}.plot .median{stroke: var(--secondary-text-color);stroke-width: 1.5px;stroke-dasharray: 4 4;}.plot .line{stroke: var(--ga-read);stroke-width: 3px;}.plot .at{stroke: var(--secondary-text-color);stroke-width: 1px;}.dot{position: absolute;width: 10px;height: 10px;margin: 0 0 -5px -5px;border-radius: 50%;background: var(--ga-read);pointer-events: none;}.tick{position: absolute;font-size: 11px;line-height: 14px;color: var(--secondary-text-color);font-variant-numeric: tabular-nums;white-space: nowrap;unicode-bidi: plaintext;pointer-events: none;}.tick.y{right: calc(100% + 6px);margin-bottom: -7px;}.tick.x{top: calc(100% + 5px);transform: translateX(-50%);}.scrub{position: absolute;inset: 0;width: 100%;height: 100%;margin: 0;appearance: none;background: none;cursor: crosshair;touch-action: pan-y;}.scrub::-webkit-slider-thumb{appearance: none;width: 1px;height: 1px;}.scrub::-moz-range-thumb{width: 1px;height: 1px;border: 0;background: none;}.scrub::-moz-range-track{background: none;}.scrub:focus-visible{outline: 2px solid var(--primary-color);outline-offset: 3px;border-radius: 4px;}.legend{display: flex;flex-wrap: wrap;align-items: center;column-gap: 14px;min-height: 16px;}.legend span{display: inline-flex;align-items: center;gap: 6px;}.legend i{width: 16px;border-top: 3px solid var(--ga-read);}.legend .usual{border-top: 2px dashed var(--secondary-text-color);}.legend .half{height: 10px;border: 0;border-radius: 2px;background: var(--ga-read);opacity: 0.2;}.parts{display: grid;gap: 18px 24px;margin-top: 16px;}@container (max-width: 300px){.newest{gap: 2px;}.newest label{width: 32px;height: 32px;}}@container (min-width: 420px){.parts{grid-template-columns: repeat(2,minmax(0,1fr));}}.part{display: flex;flex-direction: column;gap: 6px;min-width: 0;}.part + .part{margin-top: 16px;}h4 strong{font-weight: 500;color: var(--primary-text-color);}table.map{width: 100%;border-collapse: separate;border-spacing: 2px;table-layout: fixed;}.map th{padding: 0;font-size: 11px;line-height: 14px;font-weight: 400;color: var(--secondary-text-color);white-space: nowrap;}.map thead th{font-size: 10px;}.map.twelve thead th:nth-child(odd) span{visibility: hidden;}.map thead th:first-child{width: 44px;}.map tbody th{text-align: start;}.map td{height: 19px;padding: 0;border-radius: 4px;}.map tbody td:empty{background: rgba(127,127,127,0.07);}.map button{position: relative;display: block;width: 100%;height: 100%;border-radius: 4px;overflow: hidden;}.map button::before{content: "";position: absolute;inset: 0;background: var(--ga-read);opacity: var(--level);}.map button[aria-pressed="true"]{box-shadow: inset 0 0 0 2px var(--primary-text-color);}button:focus-visible,a:focus-visible{outline: 2px solid var(--primary-color);outline-offset: 1px;}ul{margin: 0;padding: 0;list-style: none;}.row{display: grid;grid-template-columns: 36px minmax(0,1fr) auto;align-items: center;gap: 2px 10px;width: 100%;min-height: 44px;text-align: start;border-radius: 8px;}.types .row{grid-template-columns: 20px minmax(0,1fr) auto;min-height: 30px;}.types svg{width: 18px;height: 18px;color: var(--secondary-text-color);}@media (hover: hover){button.row:hover{background: color-mix(in srgb,var(--primary-text-color) 4%,transparent);}}.picture{position: relative;width: 36px;height: 36px;}.name{display: block;font-size: 13px;line-height: 18px;white-space: nowrap;overflow: hidden;text-overflow: ellipsis;text-align: -webkit-match-parent;text-align: match-parent;}.number{font-size: 13px;font-variant-numeric: tabular-nums;}.bar{display: block;height: 6px;border-radius: 3px;background: var(--secondary-background-color,#e5e5e5);overflow: hidden;}.bar i{display: block;height: 100%;border-radius: 3px;background: var(--ga-read);}.part.weeks{flex-direction: row;flex-wrap: wrap;align-items: center;gap: 2px 8px;font-size: 13px;}.year{display: inline-block;margin-top: 12px;padding: 4px 0;font-weight: 500;color: var(--secondary-text-color);text-decoration: none;}.message{padding: 4px 0 12px;color: var(--secondary-text-color);}`],x([y()],b.prototype,"insights",2),x([y()],b.prototype,"failed",2),x([y()],b.prototype,"selected",2),x([y()],b.prototype,"hour",2),x([y()],b.prototype,"cell",2),x([N(".map [aria-pressed=true]")],b.prototype,"pressed",2);j(L+K,b);export{b as InsightsCard};
