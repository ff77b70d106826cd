import{c as et,d as B,f as nt,g as it}from"./chunk-TRNM3MDQ.js";import{d as U}from"./chunk-TZ2I2NBE.js";import{$ as F,C as A,D as H,H as J,I as Y,J as _,L as M,M as D,N as C,O as L,a as E,aa as Z,b as o,c as S,ca as Q,da as O,e as g,ea as tt,g as V,h as P,i as x,j as W,o as G,q as X,s as q}from"./chunk-VYMX2V5Z.js";import{a as b}from"./chunk-JFKSI6I7.js";var T=["monday","tuesday","wednesday","thursday","friday","saturday","sunday"];function at(d){let u=Math.max(d,1)/3,t=10**Math.floor(Math.log10(u)),e=Math.max(1,t*([1,2,5].find(n=>n*t>=u)??10));return Array.from({length:Math.ceil(Math.max(d,1)/e)+1},(n,i)=>i*e)}function rt(d,{views:u,counted_after:t}){if(u===null||t===null)return[];let e=Math.min(t/3600,24),n=d.slice(0,Math.floor(e)).map((i,s)=>i===null?null:[s+1,i]);return Number.isInteger(e)||n.push([e,u]),[[0,0],...n]}function ot(d,u){let t="";return d.forEach((e,n)=>{e!==null&&(t+=`${d[n-1]?"L":"M"}${pt(e,u)}`,!d[n-1]&&!d[n+1]&&(t+="h0"))}),t}function lt(d,u){let t=n=>[[0,0],...d.map(i=>[i.hours,i[n]])],e=n=>n.map(i=>pt(i,u)).join("L");return{band:`M${e(t("high"))}L${e(t("low").reverse())}Z`,median:`M${e(t("median"))}`}}function pt([d,u],{width:t,height:e,top:n}){return`${st(d/24*t)} ${st(e-u/n*e)}`}function st(d){return Math.round(d*10)/10}function ht(d,u){let t=d.map(({median:i})=>i),[e,n]=[Math.min(...t),Math.max(...t)];return T.map((i,s)=>{let a=(u+s)%T.length,r=Array.from({length:24/3},(c,l)=>{let p=d.find(({weekday:f,hour:$})=>f===T[a]&&$===l*3);if(p===void 0)return;let m=n>e?(p.median-e)/(n-e):.5;return{day:a,hour:p.hour,median:p.median,statuses:p.statuses,level:m}});return{day:a,cells:r}})}function dt(d,u,t,e){let n=d.flatMap(({cells:r},c)=>r.flatMap((l,p)=>l?[{cell:l,row:c,column:p}]:[])),i=n.findIndex(({cell:r})=>r.day===u.day&&r.hour===u.hour),s=n[i];if(s===void 0)return;if(t==="Home")return n[0]?.cell;if(t==="End")return n.at(-1)?.cell;if(t==="ArrowLeft"||t==="ArrowRight")return n[i+(t==="ArrowRight"===e?-1:1)]?.cell;if(t!=="ArrowUp"&&t!=="ArrowDown")return;let a=({row:r,column:c})=>Math.abs(r-s.row)*10+Math.abs(c-s.column);return n.filter(({row:r})=>t==="ArrowUp"?r<s.row:r>s.row).sort((r,c)=>a(r)-a(c))[0]?.cell}function j(d){return d.by_weekday_and_hour.reduce((u,{statuses:t})=>u+t,0)}function ut(d,u,t,e){let n=(s,a)=>(s===null?[]:d[s]??[]).find(r=>r.start===a),i=s=>s==null?null:Math.round(s);return(u===null?[]:d[u]??[]).filter(({change:s})=>s!=null).slice(-12).map(({start:s,change:a})=>({start:s,views:Math.max(0,Math.round(a)),statuses:i(n(t,s)?.change),usual:i(n(e,s)?.mean)}))}var gt=365*24*60*60*1e3,y=class extends V{constructor(){super(...arguments);this.months=[];this.loadedFor="";this.handlePointer=t=>{let n=[...this.renderRoot.querySelectorAll(".month")].findIndex(i=>{let{left:s,right:a}=i.getBoundingClientRect();return t.clientX>=s-2&&t.clientX<=a+2});this.chosen=n<0?void 0:n}}shouldUpdate(t){return!(t.size===1&&t.has("hass"))||this.loadedFor===""}willUpdate(){let{views:t,statuses:e,usual:n}=this.entities,i=[t,e,n].join();i!==this.loadedFor&&(this.loadedFor=i,this.load(i))}async load(t){let{views:e,statuses:n,usual:i}=this.entities,s=[e,n,i].filter(a=>a!==null);try{let a=await this.hass.callWS({type:"recorder/statistics_during_period",start_time:new Date(Date.now()-gt).toISOString(),statistic_ids:s,period:"month",types:["change","mean"]});t===this.loadedFor&&(this.months=ut(a,e,n,i))}catch{}}render(){let{months:t,t:e,chosen:n}=this;if(t.length<2)return g;let i=Math.max(1,...t.map(({views:a})=>a)),s=n===void 0?this.total():this.reading(t[n]);return o`<div class="part">
      <h4>${e("insights.year")}</h4>
      <div class="months">
        ${t.map(({start:a,views:r},c)=>o`<div class="month ${c===n?"chosen":""}" aria-hidden="true">
            <div class="bar"><i style="height:${r/i*100}%"></i></div>
            <span>${C(a,this.hass,"short")}</span>
          </div>`)}
        <input
          type="range"
          min="0"
          max=${t.length-1}
          .value=${String(n??t.length-1)}
          aria-label=${e("insights.year_read")}
          aria-valuetext=${this.reading(t[n??t.length-1])}
          @input=${a=>this.chosen=Number(a.target.value)}
          @click=${this.handlePointer}
          @pointermove=${a=>a.pointerType==="mouse"&&this.handlePointer(a)}
          @pointerleave=${a=>a.pointerType==="mouse"&&(this.chosen=void 0)}
          @blur=${()=>this.chosen=void 0}
        />
      </div>
      <p aria-hidden="true">${s}</p>
    </div>`}reading({start:t,views:e,statuses:n,usual:i}){let{t:s}=this;return[C(t,this.hass,"long"),s("views",{count:e}),n===null?"":s("insights.statuses",{count:n}),i===null?"":s("insights.month_usual",{median:H(i,this.hass.language)})].filter(Boolean).join(" · ")}total(){let{months:t,t:e}=this,n=i=>i.reduce((s,a)=>s+(a??0),0);return[e("views",{count:n(t.map(({views:i})=>i))}),t.some(({statuses:i})=>i!==null)?e("insights.statuses",{count:n(t.map(({statuses:i})=>i))}):""].filter(Boolean).join(" · ")}};y.styles=[O,E` :host{display: block;}h4,p{margin: 0;font-weight: inherit;font-size: var(--ha-font-size-s,12px);line-height: 16px;color: var(--secondary-text-color);}.part{display: flex;flex-direction: column;gap: 8px;margin-top: 18px;}.months{position: relative;display: flex;gap: 4px;}.month{flex: 1;min-width: 0;max-width: 56px;text-align: center;}.bar{display: flex;align-items: flex-end;height: 56px;border-bottom: 1px solid var(--divider-color);}.bar i{flex: 1;min-height: 2px;border-radius: 4px 4px 0 0;background: var(--ga-read);opacity: 0.55;}.chosen .bar i{opacity: 1;}.month span{display: block;overflow: hidden;font-size: 11px;line-height: 18px;white-space: nowrap;color: var(--secondary-text-color);}input{position: absolute;inset: 0;width: 100%;margin: 0;appearance: none;background: none;cursor: pointer;touch-action: pan-y;}input::-webkit-slider-thumb{appearance: none;width: 1px;height: 56px;}input::-moz-range-thumb{width: 1px;border: 0;background: none;}input:focus-visible{outline: 2px solid var(--primary-color);outline-offset: 3px;border-radius: 4px;}`],b([P({attribute:!1})],y.prototype,"hass",2),b([P({attribute:!1})],y.prototype,"t",2),b([P({attribute:!1})],y.prototype,"entities",2),b([x()],y.prototype,"months",2),b([x()],y.prototype,"chosen",2);A(X,y);var N=3600,z=480,I=200,bt=[1,3,6,12,24],vt=60,xt=6*N,v=class extends et{constructor(){super(...arguments);this.failed=!1;this.loadedAt=0;this.loadedFor="";this.loadedNumbers="";this.handlePointer=t=>{if(t.pointerType!=="mouse")return;let{left:e,width:n}=t.target.getBoundingClientRect();this.hour=Math.min(24,Math.max(0,Math.round((t.clientX-e)/n*24)))}}subscribeOptions(){return{limit:0}}viewerOptions(){return{state:{...this.state,statuses:this.insights?.listed??[]},subscribe:void 0}}updated(t){(t.has("state")||t.has("now"))&&this.load(),this.setVisible(!this.config?.hide_empty||this.account!==void 0&&(this.insights?.newest.length??0)>0)}async load(){let{account:t}=this;if(t===void 0)return;let{config_entry_id:e,active:n,views:i,total_statuses:s,total_views:a,compared:r,usual_views:c}=t,l=JSON.stringify([n,i,s,a,r,c]),p=Date.now()/1e3,m=p-this.loadedAt;if(e===this.loadedFor){if(m<vt||l===this.loadedNumbers&&!this.failed&&m<xt)return}else this.insights=void 0;this.loadedFor=e,this.loadedNumbers=l,this.loadedAt=p;try{let f=await this.hass.callWS({type:"green_api/insights",config_entry_id:e});if(e!==this.loadedFor)return;this.insights=f,this.failed=!1}catch{this.failed=!0}}render(){let{t,insights:e}=this,n=this.config?.title||t?.("insights")||" ",i=t===void 0||this.connecting||e===void 0&&this.account!==void 0&&!this.failed;return o`<ha-card aria-busy=${i} class=${i?"waiting":""} style="--height:${780}px">
        <div class="head">
          <h2><bdi>${n}</bdi></h2>
          ${i||e===void 0?g:this.newest(t,e)}
        </div>
        ${i?o`<div class="pulse"></div>`:this.content(t,e)}
      </ha-card>`}content(t,e){if(this.account===void 0||e===void 0)return o`<p class="message">${t(this.account===void 0?"activity.gone":"insights.failed")}</p>`;if(e.newest.length===0)return o`<p class="message">${t("insights.empty")}</p>`;let n=j(e);return o`${this.status(t,e)}
      ${e.usual_curve.length>0?g:o`<p class="message">${this.missing(t,5-n)}</p>`}
      ${n<5?g:o`<div class="parts">
            <div>${this.week(t,e)} ${this.types(t,e)}</div>
            <div>${this.top(t,e)} ${this.weeks(t,e)}</div>
          </div>`}
      ${this.year(t)}`}missing(t,e){return this.account.counts_views?e>0?`${t("insights.few",{count:e})} ${t("insights.few_hint")}`:t("insights.no_curve"):t("insights.not_counted")}number(t){return H(Math.round(t),this.language)}name(t,e){return(t.text??t.caption??"").trim().replace(/\s+/g," ")||e(`type.${t.type??"unknown"}`)}listed(t,e){return e.flatMap(n=>t.listed.find(({status_id:i})=>i===n)??[])}newest(t,e){let n=this.listed(e,e.newest);if(n.length<2)return g;let i=this.chosen(e);return o`<fieldset class="newest" aria-label=${t("insights.newest")}>
      ${U(n,({status_id:s})=>s,s=>{let a=`${this.name(s,t)}, ${L(s.posted_at,this.hass,this.now)}`;return o`<label title=${a}>
            <input
              type="radio"
              name="status"
              aria-label=${a}
              .checked=${s.status_id===i}
              @change=${()=>this.selected=s.status_id}
            />${B(s)}
          </label>`})}
    </fieldset>`}chosen({newest:t,items:e}){if(this.selected!==void 0&&t.includes(this.selected))return this.selected;let n=e.filter(i=>i.compared!==null).map(({status_id:i})=>i);return t.find(i=>n.includes(i))??t[0]}status(t,e){let n=this.chosen(e),i=this.listed(e,[n])[0],s=e.items.find(({status_id:h})=>h===n),a=rt(e.hourly_views[n]??[],s),r=a.some(h=>h!==null&&h[0]>0),{views:c,compared:l,counted_after:p,view_rate:m,half_life:f}=s,$=[c===null?t("uncounted"):t("views",{count:c}),m===null?"":t("insights.rate",{rate:J(m/100,this.language)}),f===null?"":t("insights.half_life",{time:_(f,this.language)})],k=_(Math.min(p??0,24*N),this.language);return o`<div class="status">
        <h3 dir="auto" title=${this.name(i,t)}>${this.name(i,t)}</h3>
        ${l===null?g:this.change(l/100,h=>t("insights.compared",{change:h,time:k}))}
      </div>
      <p class="note">
        ${[L(i.posted_at,this.hass,this.now),...$].filter(Boolean).join(" · ")}
      </p>
      ${r||e.usual_curve.length>0?this.chart(t,e,s,r?a:[]):g}`}change(t,e=n=>n){return o`<span class="change ${t<0?"":"above"}">
      ${t===0?g:Z(t<0?F.below:F.above)}<span>${e(Y(t,this.language))}</span>
    </span>`}chart(t,e,n,i){let{usual_curve:s}=e,a=[...s.map(({high:h})=>h),...i.flatMap(h=>h?.[1]??[])],r=at(Math.max(...a)),c=r.at(-1),l={width:z,height:I,top:c},p=s.length>0?lt(s,l):void 0,m=i.at(-1),{hour:f}=this,$=h=>_(h*N,this.language),k=f===void 0?"":this.reading(t,e,n,f);return o`<div class="chart" dir="ltr">
        <div class="plot">
          <svg viewBox="0 0 ${z} ${I}" preserveAspectRatio="none" aria-hidden="true">
            ${r.map(h=>S`<path class="grid" d="M0 ${I-h/c*I}H${z}"></path>`)}
            ${p&&S`<path class="band" d=${p.band}></path><path class="median" d=${p.median}></path>`}
            ${f===void 0?g:S`<path class="at" d="M${f/24*z} 0V${I}"></path>`}
            ${S`<path class="line" d=${ot(i,l)}></path>`}
          </svg>
          ${r.map(h=>o`<span class="tick y" aria-hidden="true" style="bottom:${h/c*100}%">${this.number(h)}</span>`)}
          ${[3,6,12,18,24].map(h=>o`<span class="tick x" aria-hidden="true" style="left:${h/24*100}%">${$(h)}</span>`)}
          ${m?o`<i class="dot" style="left:${m[0]/24*100}%;bottom:${m[1]/c*100}%"></i>`:g}
          <input
            class="scrub"
            type="range"
            min="0"
            max=${24}
            .value=${String(f??0)}
            aria-label=${t("insights.read")}
            aria-valuetext=${k||g}
            @input=${h=>this.hour=Number(h.target.value)}
            @pointermove=${this.handlePointer}
            @pointerleave=${h=>h.pointerType==="mouse"&&(this.hour=void 0)}
            @blur=${()=>this.hour=void 0}
          />
        </div>
      </div>
      <p class="legend" aria-hidden="true">
        ${k||o`${i.length>0?o`<span><i></i>${t("insights.this")}</span>`:g}
            ${p?o`<span><i class="usual"></i>${t("insights.usual")}</span><span><i class="half"></i>${t("insights.half")}</span>`:g}`}
      </p>
      <table class="hidden">
        <caption>
          ${t("insights.chart")}
        </caption>
        <tr>
          <td></td>
          <th scope="col">${t("insights.this")}</th>
          <th scope="col">${t("insights.usual")}</th>
          <th scope="col">${t("insights.half")}</th>
        </tr>
        ${bt.map(h=>{let R=s.find(mt=>mt.hours===h),K=n.views_after[h];return o`<tr>
            <th scope="row">${$(h)}</th>
            <td>${K==null?"–":this.number(K)}</td>
            <td>${R?this.number(R.median):"–"}</td>
            <td>${R?this.range(R):"–"}</td>
          </tr>`})}
      </table>`}range({low:t,high:e}){return`⁦${this.number(t)}–${this.number(e)}⁩`}reading(t,{usual_curve:e,hourly_views:n},i,s){let a=s===0?0:n[i.status_id]?.[s-1],r=e.find(({hours:l})=>l===s);return[s===0?this.number(0):_(s*N,this.language),a==null?"":t("views",{count:a}),r?t("insights.usually",{median:this.number(r.median),range:this.range(r)}):""].filter(Boolean).join(" · ")}firstDay(){let t=T.indexOf(this.hass.locale?.first_weekday??"");if(t>=0)return t;let e=new Intl.Locale(this.language);return((e.getWeekInfo?.()??e.weekInfo)?.firstDay??1)-1}hours(t,e){return`⁦${M((t+24)%24,this.hass)}–${M(e%24,this.hass)}⁩`}week(t,e){let n=e.best_time,i=ht(e.by_weekday_and_hour,this.firstDay()),s=i.flatMap(({cells:l})=>l.filter(p=>p!==void 0)),a=(l,p)=>l.day===p?.day&&l.hour===p.hour,r=s.find(l=>a(l,this.cell)),c=({day:l,hour:p,median:m,statuses:f})=>t("insights.cell",{day:D(l,this.language,"long"),range:this.hours(p,p+3),median:t("views",{count:Math.round(m)}),statuses:t("insights.statuses",{count:f})});return o`<div class="part">
      <h4>
        ${t("insights.best")}:
        <strong>
          ${n?.is_clear?this.hours(n.hour-1,n.hour+2):t("insights.unclear",{count:j(e)})}
        </strong>
      </h4>
      <table class="map ${M(0,this.hass,!0).length>2?"twelve":""}" aria-label=${t("insights.map")} @keydown=${l=>this.handleKey(l,i,r??s[0])}>
        <thead>
          <tr>
            <td></td>
            ${i[0].cells.map((l,p)=>o`<th scope="col"><span>${M(p*3,this.hass,!0)}</span></th>`)}
          </tr>
        </thead>
        <tbody>
          ${i.map(({day:l,cells:p})=>o`<tr>
              <th scope="row">${D(l,this.language,"short")}</th>
              ${p.map(m=>m===void 0?o`<td></td>`:o`<td>
                      <button
                        style="--level:${.12+.88*m.level}"
                        title=${c(m)}
                        aria-label=${c(m)}
                        aria-pressed=${a(m,r)}
                        tabindex=${a(m,r??s[0])?0:-1}
                        @click=${()=>this.cell=a(m,r)?void 0:m}
                      ></button>
                    </td>`)}
            </tr>`)}
        </tbody>
      </table>
      <p class="note" role="status">${r?c(r):t("insights.map_hint")}</p>
    </div>`}async handleKey(t,e,n){let i=n&&dt(e,n,t.key,this.rtl);i!==void 0&&(t.preventDefault(),this.cell=i,await this.updateComplete,this.pressed?.focus())}types(t,{by_type:e}){let n=Object.entries(e).sort(([,s],[,a])=>a.median-s.median);if(n.length<2)return g;let i=n[0][1].median;return o`<div class="part">
      <h4>${t("insights.types")}</h4>
      <ul class="types" role="list">
        ${n.map(([s,{median:a,statuses:r}])=>o`<li class="row" title=${t("insights.statuses",{count:r})}>
            ${Q(s)}<span><span class="name">${t(`type.${s}`)}</span>${this.bar(a/i)}</span>
            <span class="number">${this.number(a)}</span>
          </li>`)}
      </ul>
    </div>`}bar(t){return o`<span class="bar"><i style="width:${t*100}%"></i></span>`}top(t,e){let n=this.listed(e,e.top);if(n.length===0)return g;let i=n[0].views??1;return o`<div class="part">
      <h4>${t("insights.top")}</h4>
      <ul role="list">
        ${U(n,({status_id:s})=>s,s=>o`<li>
            <button class="row" aria-haspopup="dialog" @click=${()=>this.open(s.status_id)}>
              <span class="picture">${B(s)}</span>
              <span><span class="name" dir="auto">${this.name(s,t)}</span>${this.bar((s.views??0)/i)}</span>
              <span class="number">${this.number(s.views??0)}</span>
            </button>
          </li>`)}
      </ul>
    </div>`}weeks(t,{this_week:e,last_week:n}){if(e===null||n===null)return g;let i=s=>t("views",{count:Math.round(s.median)});return o`<p class="part weeks">
      <span>${t("insights.week",{views:i(e)})}</span>
      ${n.median>0?this.change(e.median/n.median-1):g}
      <span class="label">${t("insights.last_week",{views:i(n)})}</span>
    </p>`}year(t){let e=it(this.hass,this.account,this.config.device_id);if(e===void 0)return g;let n=nt(this.hass,e),i={views:n.get("sensor.total_views")??null,statuses:n.get("sensor.total_statuses")??null,usual:n.get("sensor.usual_views")??null};return o`<green-api-year-chart .hass=${this.hass} .t=${t} .entities=${i}></green-api-year-chart>`}};v.styles=[O,tt,E` :host{display: block;height: 100%;}ha-card{height: 100%;box-sizing: border-box;padding: 12px 16px 8px;overflow: hidden;container-type: inline-size;color: var(--primary-text-color);font-size: var(--ha-font-size-m,14px);line-height: 20px;}.waiting{min-height: var(--height);}.pulse{height: 190px;margin-top: 52px;border-radius: 8px;background: var(--secondary-background-color,#e5e5e5);animation: pulse 1.4s ease-in-out infinite alternate;}h2,h3,h4,p{margin: 0;font-weight: inherit;font-size: inherit;overflow-wrap: anywhere;}.head{display: flex;align-items: flex-start;justify-content: space-between;gap: 12px;min-height: 30px;}h2{padding-top: 2px;font-size: var(--ha-font-size-l,16px);font-weight: var(--ha-font-weight-medium,500);line-height: 22px;}.note,.legend,h4,.label{font-size: var(--ha-font-size-s,12px);line-height: 16px;color: var(--secondary-text-color);}.newest{display: flex;gap: 6px;margin: -5px 0 0;padding: 0;border: 0;}.newest label{position: relative;width: 36px;height: 36px;border-radius: 50%;cursor: pointer;}.newest input{position: absolute;inset: 0;width: 100%;height: 100%;margin: 0;opacity: 0;cursor: pointer;}.thumbnail{inset: 3px;pointer-events: none;}.thumbnail svg{width: 18px;height: 18px;}.thumbnail .text{padding: 0 2px;font-size: 6px;}.newest label:has(:checked){box-shadow: inset 0 0 0 2px var(--ga-read);}.newest label:has(:focus-visible){outline: 2px solid var(--primary-color);outline-offset: 1px;}.status{display: flex;align-items: center;gap: 8px;margin-top: 4px;}h3{min-width: 0;font-weight: var(--ha-font-weight-medium,500);white-space: nowrap;overflow: hidden;text-overflow: ellipsis;text-align: -webkit-match-parent;text-align: match-parent;}.change{flex: none;display: inline-flex;align-items: center;gap: 4px;padding: 0 8px;border-radius: 10px;font-size: var(--ha-font-size-s,12px);font-weight: 500;line-height: 20px;color: var(--primary-text-color);background: var(--secondary-background-color,#e5e5e5);}.change.above{background: rgba(18,168,122,0.18);}.change svg{width: 14px;height: 14px;color: var(--secondary-text-color);}.change.above svg{color: #12a87a;}.note{min-height: 16px;}.chart{position: relative;height: 190px;margin: 12px 10px 22px 0;padding-inline-start: 34px;}.plot{position: relative;height: 100%;}.plot svg{display: block;width: 100%;height: 100%;overflow: visible;}.plot path{fill: none;stroke-linecap: round;stroke-linejoin: round;vector-effect: non-scaling-stroke;}.plot .grid{stroke: var(--divider-color,#e0e0e0);stroke-width: 1px;}.plot .band{fill: var(--ga-read);opacity: 0.14;}.plot .median{stroke: var(--secondary-text-color);stroke-width: 1.5px;stroke-dasharray: 4 4;}.plot .line{stroke: var(--ga-read);stroke-width: 3px;}.plot .at{stroke: var(--secondary-text-color);stroke-width: 1px;}.dot{position: absolute;width: 10px;height: 10px;margin: 0 0 -5px -5px;border-radius: 50%;background: var(--ga-read);pointer-events: none;}.tick{position: absolute;font-size: 11px;line-height: 14px;color: var(--secondary-text-color);font-variant-numeric: tabular-nums;white-space: nowrap;unicode-bidi: plaintext;pointer-events: none;}.tick.y{right: calc(100% + 6px);margin-bottom: -7px;}.tick.x{top: calc(100% + 5px);transform: translateX(-50%);}.scrub{position: absolute;inset: 0;width: 100%;height: 100%;margin: 0;appearance: none;background: none;cursor: crosshair;touch-action: pan-y;}.scrub::-webkit-slider-thumb{appearance: none;width: 1px;height: 1px;}.scrub::-moz-range-thumb{width: 1px;height: 1px;border: 0;background: none;}.scrub::-moz-range-track{background: none;}.scrub:focus-visible{outline: 2px solid var(--primary-color);outline-offset: 3px;border-radius: 4px;}.legend{display: flex;flex-wrap: wrap;align-items: center;column-gap: 14px;min-height: 16px;}.legend span{display: inline-flex;align-items: center;gap: 6px;}.legend i{width: 16px;border-top: 3px solid var(--ga-read);}.legend .usual{border-top: 2px dashed var(--secondary-text-color);}.legend .half{height: 10px;border: 0;border-radius: 2px;background: var(--ga-read);opacity: 0.2;}.parts{display: grid;gap: 18px 24px;margin-top: 16px;}@container (max-width: 300px){.newest{gap: 2px;}.newest label{width: 32px;height: 32px;}}@container (min-width: 420px){.parts{grid-template-columns: repeat(2,minmax(0,1fr));}}.part{display: flex;flex-direction: column;gap: 6px;min-width: 0;}.part + .part{margin-top: 16px;}h4 strong{font-weight: 500;color: var(--primary-text-color);}table.map{width: 100%;border-collapse: separate;border-spacing: 2px;table-layout: fixed;}.map th{padding: 0;font-size: 11px;line-height: 14px;font-weight: 400;color: var(--secondary-text-color);white-space: nowrap;}.map thead th{font-size: 10px;}.map.twelve thead th:nth-child(odd) span{visibility: hidden;}.map thead th:first-child{width: 44px;}.map tbody th{text-align: start;}.map td{height: 19px;padding: 0;border-radius: 4px;}.map tbody td:empty{background: rgba(127,127,127,0.07);}.map button{position: relative;display: block;width: 100%;height: 100%;border-radius: 4px;overflow: hidden;}.map button::before{content: "";position: absolute;inset: 0;background: var(--ga-read);opacity: var(--level);}.map button[aria-pressed="true"]{box-shadow: inset 0 0 0 2px var(--primary-text-color);}button:focus-visible,a:focus-visible{outline: 2px solid var(--primary-color);outline-offset: 1px;}ul{margin: 0;padding: 0;list-style: none;}.row{display: grid;grid-template-columns: 36px minmax(0,1fr) auto;align-items: center;gap: 2px 10px;width: 100%;min-height: 44px;text-align: start;border-radius: 8px;}.types .row{grid-template-columns: 20px minmax(0,1fr) auto;min-height: 30px;}.types svg{width: 18px;height: 18px;color: var(--secondary-text-color);}@media (hover: hover){button.row:hover{background: color-mix(in srgb,var(--primary-text-color) 4%,transparent);}}.picture{position: relative;width: 36px;height: 36px;}.name{display: block;font-size: 13px;line-height: 18px;white-space: nowrap;overflow: hidden;text-overflow: ellipsis;text-align: -webkit-match-parent;text-align: match-parent;}.number{font-size: 13px;font-variant-numeric: tabular-nums;}.bar{display: block;height: 6px;border-radius: 3px;background: var(--secondary-background-color,#e5e5e5);overflow: hidden;}.bar i{display: block;height: 100%;border-radius: 3px;background: var(--ga-read);}.part.weeks{flex-direction: row;flex-wrap: wrap;align-items: center;gap: 2px 8px;font-size: 13px;}.message{padding: 4px 0 12px;color: var(--secondary-text-color);}`],b([x()],v.prototype,"insights",2),b([x()],v.prototype,"failed",2),b([x()],v.prototype,"selected",2),b([x()],v.prototype,"hour",2),b([x()],v.prototype,"cell",2),b([W(".map [aria-pressed=true]")],v.prototype,"pressed",2);A(G+q,v);export{v as InsightsCard};
