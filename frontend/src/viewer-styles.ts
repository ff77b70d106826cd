/** Styles of the viewer. */

import { css } from "lit";

export const viewerStyles = css`
  dialog {
    --ga-pending: #8a9aa4;
    --ga-sent: #c3ccd1;
    --ga-read: #53bdeb;
    --ga-delivered: #c3ccd1;
    --ga-failed: #ff6b61;
    position: fixed;
    inset: 0;
    box-sizing: border-box;
    width: 100vw;
    width: 100dvw;
    height: 100vh;
    height: 100dvh;
    max-width: none;
    max-height: none;
    margin: 0;
    padding: env(safe-area-inset-top) env(safe-area-inset-right) env(safe-area-inset-bottom) env(safe-area-inset-left);
    border: 0;
    outline: none;
    overflow: hidden;
    overflow: clip;
    overscroll-behavior: contain;
    color: #e9edef;
    background: #0b141a;
    font-family: var(--ha-font-family-body, Roboto, sans-serif);
    font-size: 14px;
    line-height: 1.4;
    user-select: none;
    -webkit-user-select: none;
  }
  dialog[open] {
    display: grid;
    grid-template: auto minmax(0, 1fr) auto / minmax(0, 1fr);
    animation: rise 0.22s cubic-bezier(0.2, 0.8, 0.3, 1);
  }
  dialog::backdrop {
    background: rgba(0, 0, 0, 0.7);
  }
  .backdrop {
    position: absolute;
    inset: -60px;
    z-index: -1;
    width: calc(100% + 120px);
    height: calc(100% + 120px);
    object-fit: cover;
    opacity: 0.5;
    filter: blur(44px) saturate(1.3) brightness(0.65);
    pointer-events: none;
  }
  div.backdrop {
    opacity: 1;
    filter: none;
    background-image: linear-gradient(rgba(5, 10, 13, 0.68), rgba(5, 10, 13, 0.68));
  }
  div.backdrop.audio {
    background: radial-gradient(circle at 50% 40%, #7c5cff, #c04bd8 30%, transparent 62%);
    opacity: 0.75;
    filter: blur(60px) brightness(0.45);
  }
  header,
  .info {
    position: relative;
    z-index: 2;
    box-sizing: border-box;
    width: 100%;
    max-width: 720px;
    margin: 0 auto;
    padding: 10px 12px;
  }
  .segments {
    display: flex;
    gap: 3px;
    margin-bottom: 10px;
  }
  .segments i {
    flex: 1;
    height: 3px;
    border-radius: 2px;
    overflow: hidden;
    background: rgba(255, 255, 255, 0.28);
  }
  .segments b {
    display: block;
    height: 100%;
    transform-origin: var(--start) center;
  }
  .segments .current b,
  .segments.fills .past b {
    background: #fff;
  }
  .segments.fills .current b:not([style]) {
    transform: scaleX(0);
  }
  dialog > * {
    transition: opacity 0.15s;
  }
  .immersed > header,
  .immersed > .info,
  .immersed .navigate {
    opacity: 0;
  }
  .bar {
    display: flex;
    align-items: center;
    gap: 12px;
  }
  .type {
    flex: none;
    display: grid;
    place-items: center;
    width: 38px;
    height: 38px;
    border-radius: 50%;
    background: rgba(255, 255, 255, 0.14);
  }
  .type svg {
    width: 20px;
    height: 20px;
  }
  .heading {
    flex: 1;
    min-width: 0;
  }
  .heading h2,
  .heading p {
    margin: 0;
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  .heading h2 {
    font-size: 15px;
    font-weight: 500;
  }
  .heading p,
  .position {
    font-size: 12.5px;
    color: rgba(255, 255, 255, 0.85);
  }
  .position {
    flex: none;
    font-variant-numeric: tabular-nums;
  }
  .close,
  .action {
    flex: none;
    display: grid;
    place-items: center;
    width: 44px;
    height: 44px;
    margin-inline: -4px;
    border-radius: 50%;
  }
  .close svg,
  .action svg {
    width: 24px;
    height: 24px;
  }
  .close:hover,
  .action:hover {
    background: rgba(255, 255, 255, 0.16);
  }
  button:focus-visible {
    outline: 2px solid #fff;
    outline-offset: -2px;
  }
  .stage {
    position: relative;
    min-height: 0;
    touch-action: none;
  }
  .slide {
    position: absolute;
    inset: 0;
    display: grid;
    place-items: center;
    animation: fade 0.18s ease-out;
  }
  .slide.next {
    animation: from-next 0.24s cubic-bezier(0.2, 0.8, 0.3, 1);
  }
  .slide.previous {
    animation: from-previous 0.24s cubic-bezier(0.2, 0.8, 0.3, 1);
  }
  .slide > img,
  .slide > video {
    grid-area: 1 / 1;
    max-width: 100%;
    max-height: 100%;
    min-height: 0;
    border-radius: 10px;
    object-fit: contain;
  }
  .slide > video {
    z-index: 2;
    width: auto;
    height: 100%;
    max-width: min(100%, 1200px);
    background: transparent;
  }
  .slide > img.placeholder {
    width: 100%;
    height: 100%;
    filter: blur(16px);
    opacity: 0.6;
    animation: breathe 1.2s ease-in-out infinite alternate;
  }
  @supports (width: 1cqw) {
    .slide {
      container-type: size;
    }
    .slide[style*="--ratio"] > img,
    .slide[style*="--ratio"] > video {
      width: min(100cqw, 100cqh * var(--ratio));
      height: auto;
      aspect-ratio: var(--ratio);
      border-radius: 14px;
    }
  }
  .text {
    box-sizing: border-box;
    display: flex;
    width: min(100%, 520px);
    height: 100%;
    max-height: 760px;
    padding: 28px;
    border-radius: 14px;
    overflow: auto;
    overscroll-behavior: contain;
    /* An element that may scroll decides for itself. */
    touch-action: none;
    container-type: inline-size;
    box-shadow: 0 10px 50px rgba(0, 0, 0, 0.35);
  }
  .text.scrolls {
    touch-action: pan-y;
  }
  a {
    color: inherit;
    text-decoration: underline;
    text-underline-offset: 0.15em;
  }
  a:focus-visible {
    outline: 2px solid currentColor;
    outline-offset: 2px;
  }
  .text p {
    margin: auto;
    max-width: 100%;
    text-align: center;
    line-height: 1.25;
    white-space: pre-wrap;
    overflow-wrap: anywhere;
    font-size: clamp(15px, calc(13.5vmin * var(--scale)), var(--largest, 64px));
    user-select: text;
    -webkit-user-select: text;
  }
  @supports (width: 1cqi) {
    .text p {
      font-size: clamp(15px, calc(13.5cqi * var(--scale)), var(--largest, 64px));
    }
  }
  .voice {
    z-index: 2;
    display: grid;
    justify-items: center;
    gap: 56px;
    width: min(88%, 420px);
  }
  .voice .disc {
    display: grid;
    place-items: center;
    width: 148px;
    height: 148px;
    border-radius: 50%;
    color: #fff;
    background: linear-gradient(135deg, #7c5cff, #c04bd8);
    box-shadow: 0 0 0 14px rgba(255, 255, 255, 0.07), 0 0 0 32px rgba(255, 255, 255, 0.04);
  }
  .voice svg {
    width: 60px;
    height: 60px;
  }
  .voice audio {
    width: 100%;
  }
  .broken {
    display: grid;
    justify-items: center;
    gap: 12px;
    padding: 24px;
    color: rgba(255, 255, 255, 0.75);
    text-align: center;
  }
  .broken svg {
    width: 48px;
    height: 48px;
  }
  .navigate {
    position: absolute;
    inset-block-start: calc(50% - 22px);
    z-index: 1;
    display: grid;
    place-items: center;
    width: 44px;
    height: 44px;
    border-radius: 50%;
    background: rgba(0, 0, 0, 0.3);
    transition: background-color 0.15s, opacity 0.15s;
  }
  .navigate:hover {
    background: rgba(70, 70, 70, 0.7);
  }
  .navigate.previous {
    inset-inline-start: 12px;
  }
  .navigate.next {
    inset-inline-end: 12px;
  }
  .navigate svg {
    width: 28px;
    height: 28px;
  }
  @media (hover: none) {
    .navigate:not(:focus-visible) {
      opacity: 0;
      pointer-events: none;
    }
    .stage,
    .text p {
      user-select: none;
      -webkit-user-select: none;
      -webkit-touch-callout: none;
    }
  }
  .info {
    padding: 14px 16px 16px;
  }
  .caption {
    max-height: 4.2em;
    margin: 0 auto;
    overflow: hidden;
    font-size: 15px;
    text-align: center;
    white-space: pre-wrap;
    overflow-wrap: anywhere;
    user-select: text;
    -webkit-user-select: text;
  }
  .caption.long {
    cursor: pointer;
  }
  .caption.long:not(.open) {
    -webkit-mask-image: linear-gradient(#000 45%, transparent);
    mask-image: linear-gradient(#000 45%, transparent);
  }
  .caption.open {
    max-height: 42vh;
    overflow: auto;
    overscroll-behavior: contain;
  }
  .unfold {
    display: block;
    margin: 0 auto;
    padding: 8px 16px;
    font-size: 13px;
    font-weight: 500;
    color: rgba(255, 255, 255, 0.85);
  }
  .panel {
    display: grid;
    grid-template: auto / minmax(0, 1fr);
    margin-top: 12px;
  }
  .panel:first-child {
    margin-top: 0;
  }
  .facts {
    grid-area: 1 / 1;
  }
  .facts[inert] {
    visibility: hidden;
  }
  .facts {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 14px 28px;
    padding: 12px 16px;
    border-radius: 16px;
    background: rgba(24, 33, 40, 0.66);
    backdrop-filter: blur(18px);
    -webkit-backdrop-filter: blur(18px);
  }
  .steps {
    flex: 1 1 290px;
    display: flex;
    margin: 0;
    padding: 0;
    list-style: none;
  }
  .steps li {
    position: relative;
    flex: 1;
    min-width: 0;
    display: grid;
    align-content: start;
    justify-items: center;
    font-size: 12px;
    text-align: center;
    color: rgba(255, 255, 255, 0.55);
  }
  .steps li:not(:first-child)::before {
    content: "";
    position: absolute;
    inset-block-start: 13px;
    inset-inline: calc(-50% + 17px) calc(50% + 17px);
    height: 2px;
    border-radius: 1px;
    background: rgba(255, 255, 255, 0.2);
  }
  .steps li.reached {
    color: #e9edef;
  }
  .steps li.reached:not(:first-child)::before {
    background: var(--ga-state);
  }
  .steps .dot {
    display: grid;
    place-items: center;
    width: 28px;
    height: 28px;
    border-radius: 50%;
  }
  .steps .reached .dot {
    color: var(--ga-state);
  }
  .steps svg {
    width: 21px;
    height: 21px;
  }
  .steps time {
    color: rgba(255, 255, 255, 0.66);
    font-variant-numeric: tabular-nums;
  }
  .details {
    flex: 1 1 250px;
    display: flex;
    align-items: center;
    justify-content: flex-end;
    gap: 8px;
    min-width: 0;
  }
  .views {
    flex: 1;
    min-width: 0;
    display: flex;
    align-items: center;
    gap: 16px;
    min-height: 48px;
  }
  .count {
    flex: none;
    text-align: start;
  }
  button.count {
    display: grid;
    grid-template-columns: auto auto;
    align-items: center;
    column-gap: 4px;
    min-height: 44px;
    margin-inline-start: -10px;
    padding: 4px 6px 4px 10px;
    border-radius: 12px;
  }
  button.count span {
    grid-area: 2 / 1;
  }
  button.count > svg {
    grid-area: 1 / 2;
    width: 20px;
    height: 20px;
    opacity: 0.7;
  }
  button.count:hover {
    background: rgba(255, 255, 255, 0.1);
  }
  .confirm {
    align-content: center;
    justify-content: space-between;
    gap: 8px 20px;
  }
  .confirm p {
    flex: 1 1 240px;
    margin: 0;
    font-size: 15px;
  }
  .confirm .problem {
    flex-basis: 100%;
    order: -1;
    color: #ffb4ab;
  }
  .buttons {
    display: flex;
    gap: 8px;
    margin-inline-start: auto;
  }
  .buttons button {
    min-height: 44px;
    padding: 0 18px;
    border-radius: 22px;
    font-weight: 500;
    background: rgba(255, 255, 255, 0.14);
  }
  .buttons .dangerous {
    color: #fff;
    background: #c62f2f;
  }
  .buttons button:disabled {
    opacity: 0.6;
    cursor: default;
  }
  .count strong {
    display: flex;
    align-items: center;
    gap: 6px;
    font-size: 15px;
    font-weight: 500;
  }
  .count strong svg {
    width: 18px;
    height: 18px;
  }
  .count span {
    font-size: 12px;
    color: rgba(255, 255, 255, 0.66);
  }
  .curve {
    flex: 1;
    min-width: 90px;
    height: 44px;
    overflow: visible;
    fill: none;
    color: var(--ga-read);
  }
  .curve .area {
    fill: currentColor;
    opacity: 0.18;
  }
  .curve .line {
    stroke: currentColor;
    stroke-width: 2;
    stroke-linejoin: round;
    vector-effect: non-scaling-stroke;
  }
  @media (orientation: landscape) and (max-height: 560px) {
    dialog[open] {
      grid-template: auto minmax(0, 1fr) / minmax(0, 1fr) minmax(250px, 34%);
    }
    header {
      grid-column: 1 / 3;
      max-width: none;
    }
    .stage {
      margin-block-end: 10px;
    }
    .info {
      align-self: end;
      max-height: 100%;
      overflow: auto;
      padding-block-start: 4px;
    }
    .curve {
      display: none;
    }
    .text p {
      font-size: clamp(15px, calc(16cqh * var(--scale)), var(--largest, 56px));
    }
  }
  @media (max-width: 480px) {
    .position {
      display: none;
    }
  }
  @keyframes rise {
    from {
      opacity: 0;
      transform: scale(0.96);
    }
  }
  @keyframes fade {
    from {
      opacity: 0;
    }
  }
  @keyframes from-next {
    from {
      opacity: 0;
      transform: translateX(calc(36px * var(--forward)));
    }
  }
  @keyframes from-previous {
    from {
      opacity: 0;
      transform: translateX(calc(-36px * var(--forward)));
    }
  }
  @keyframes breathe {
    to {
      opacity: 0.3;
    }
  }
  @media (prefers-reduced-motion: reduce) {
    * {
      animation: none !important;
      transition: none !important;
    }
    dialog[open] {
      animation: none !important;
    }
  }
`;
