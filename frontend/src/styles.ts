/** Styles of the status card, and those that several elements share. */

import { css } from "lit";

export const colors = css`
  :host {
    --ga-pending: var(--secondary-text-color, #727272);
    --ga-sent: var(--secondary-text-color, #727272);
    --ga-delivered: var(--secondary-text-color, #727272);
    --ga-read: #1f93e0;
    --ga-failed: var(--error-color, #db4437);
  }
  .pending {
    --ga-state: var(--ga-pending);
    --ga-ring: repeating-conic-gradient(var(--ga-pending) 0 22deg, transparent 22deg 36deg);
  }
  .sent {
    --ga-state: var(--ga-sent);
    --ga-ring: linear-gradient(var(--disabled-text-color, #bdbdbd), var(--disabled-text-color, #bdbdbd));
  }
  .delivered {
    --ga-state: var(--ga-delivered);
    --ga-ring: linear-gradient(45deg, #0b8f6a, #35d99a);
  }
  .read {
    --ga-state: var(--ga-read);
    --ga-ring: linear-gradient(45deg, #1769d2, #4cc3f7);
  }
  .failed {
    --ga-state: var(--ga-failed);
    --ga-ring: linear-gradient(var(--ga-failed), var(--ga-failed));
  }
  .unknown {
    --ga-state: var(--ga-sent);
    --ga-ring: linear-gradient(var(--divider-color, #e0e0e0), var(--divider-color, #e0e0e0));
  }
  svg {
    fill: currentColor;
  }
  button {
    font: inherit;
    color: inherit;
    background: none;
    border: 0;
    margin: 0;
    padding: 0;
    cursor: pointer;
    -webkit-tap-highlight-color: transparent;
  }
  .hidden {
    position: absolute;
    width: 1px;
    height: 1px;
    overflow: hidden;
    clip-path: inset(50%);
    white-space: nowrap;
  }
`;

export const thumbnailStyles = css`
  .thumbnail {
    position: absolute;
    inset: 6px;
    display: grid;
    grid-template: 100% / 100%;
    place-items: center;
    border-radius: 50%;
    overflow: hidden;
    color: var(--secondary-text-color);
    background: var(--secondary-background-color, #e5e5e5);
  }
  .thumbnail img {
    grid-area: 1 / 1;
    width: 100%;
    height: 100%;
    object-fit: cover;
  }
  .thumbnail svg {
    grid-area: 1 / 1;
    width: 24px;
    height: 24px;
  }
  .thumbnail .play {
    width: 22px;
    height: 22px;
    padding: 3px;
    box-sizing: border-box;
    border-radius: 50%;
    color: #fff;
    background: rgba(0, 0, 0, 0.5);
  }
  .thumbnail.audio {
    color: #fff;
    background: linear-gradient(135deg, #7c5cff, #c04bd8);
  }
  .thumbnail .text {
    box-sizing: border-box;
    max-width: 100%;
    padding: 0 5px;
    font-size: 10px;
    line-height: 1.2;
    text-align: center;
    overflow: hidden;
    overflow-wrap: anywhere;
    display: -webkit-box;
    -webkit-box-orient: vertical;
    -webkit-line-clamp: 3;
  }
  .thumbnail .text.emoji {
    padding: 0;
    font-size: 24px;
  }
  .badge {
    position: absolute;
    inset-block-end: -1px;
    inset-inline-end: -1px;
    display: grid;
    place-items: center;
    width: 22px;
    height: 22px;
    border-radius: 50%;
    color: var(--ga-state);
    background: var(--ha-card-background, var(--card-background-color, #fff));
  }
  .badge svg {
    width: 15px;
    height: 15px;
  }
  @keyframes pulse {
    to {
      opacity: 0.4;
    }
  }
  @media (prefers-reduced-motion: reduce) {
    *,
    .ring::before {
      animation: none !important;
      transition: none !important;
      scroll-behavior: auto !important;
    }
  }
`;

export const cardStyles = css`
  :host {
    display: block;
    height: 100%;
  }
  ha-card {
    position: relative;
    height: 100%;
    box-sizing: border-box;
    display: flex;
    flex-direction: column;
    padding-block: 12px 10px;
    overflow: hidden;
  }
  .head {
    display: flex;
    flex-wrap: wrap;
    align-items: baseline;
    column-gap: 12px;
    padding: 2px 16px 8px;
  }
  .title {
    margin: 0;
    font-size: var(--ha-font-size-l, 16px);
    font-weight: var(--ha-font-weight-medium, 500);
    line-height: 22px;
    color: var(--primary-text-color);
    overflow-wrap: anywhere;
  }
  .summary {
    font-size: var(--ha-font-size-s, 12px);
    color: var(--secondary-text-color);
    white-space: nowrap;
  }
  .offline {
    display: inline-flex;
    align-items: center;
    gap: 4px;
    margin-inline-start: auto;
    padding: 2px 10px;
    border-radius: 12px;
    font-size: var(--ha-font-size-s, 12px);
    font-weight: 500;
    line-height: 18px;
    color: var(--primary-text-color);
    background: var(--secondary-background-color, #e5e5e5);
  }
  @supports (color: color-mix(in srgb, red, blue)) {
    .offline {
      background: color-mix(in srgb, var(--warning-color, #ffa600) 24%, transparent);
    }
  }
  .offline svg {
    width: 14px;
    height: 14px;
  }
  .scroller {
    position: relative;
  }
  .list {
    display: flex;
    gap: 2px;
    margin: 0;
    padding: 4px 10px 2px;
    list-style: none;
    overflow-x: auto;
    scroll-padding-inline: 40px;
    overscroll-behavior-x: contain;
    scrollbar-width: none;
    scroll-behavior: smooth;
  }
  .list.before {
    --ga-from: 28px;
  }
  .list.after {
    --ga-to: 28px;
  }
  .list.before,
  .list.after {
    -webkit-mask-image: linear-gradient(
      to right,
      transparent,
      #000 var(--ga-from, 0),
      #000 calc(100% - var(--ga-to, 0px)),
      transparent
    );
    mask-image: linear-gradient(
      to right,
      transparent,
      #000 var(--ga-from, 0),
      #000 calc(100% - var(--ga-to, 0px)),
      transparent
    );
  }
  .list::-webkit-scrollbar {
    display: none;
  }
  li {
    flex: none;
    width: 88px;
    content-visibility: auto;
    contain-intrinsic-size: 88px 124px;
  }
  .status {
    display: flex;
    flex-direction: column;
    align-items: center;
    width: 100%;
    padding: 4px 2px 6px;
    border-radius: 14px;
    outline: none;
    transition: background-color 0.15s;
  }
  .status:focus-visible {
    box-shadow: inset 0 0 0 2px var(--primary-color);
  }
  .post {
    flex: none;
    display: flex;
    flex-direction: column;
    align-items: center;
    width: 88px;
    padding: 4px 2px 6px;
    border-radius: 14px;
    outline: none;
  }
  .post:focus-visible {
    box-shadow: inset 0 0 0 2px var(--primary-color);
  }
  .circle {
    display: grid;
    place-items: center;
    width: 76px;
    height: 76px;
    margin-bottom: 6px;
    border-radius: 50%;
    color: #0b8f6a;
    background: rgba(18, 168, 122, 0.13);
    transition: background-color 0.15s;
  }
  .circle svg {
    width: 34px;
    height: 34px;
  }
  @media (hover: hover) {
    .post:hover .circle {
      background: rgba(18, 168, 122, 0.24);
    }
  }
  .message .post {
    margin-inline: -6px;
  }
  .ring {
    position: relative;
    width: 76px;
    height: 76px;
    margin-bottom: 6px;
    transition: transform 0.2s cubic-bezier(0.3, 1.6, 0.5, 1);
  }
  .status:active .ring {
    transform: scale(0.95);
  }
  @media (hover: hover) {
    .status:hover .ring {
      transform: scale(1.05);
    }
  }
  .ring::before {
    content: "";
    position: absolute;
    inset: 0;
    border-radius: 50%;
    background: var(--ga-ring);
    -webkit-mask: radial-gradient(farthest-side, transparent calc(100% - 3.25px), #000 calc(100% - 2.75px));
    mask: radial-gradient(farthest-side, transparent calc(100% - 3.25px), #000 calc(100% - 2.75px));
  }
  .pending .ring::before {
    animation: turn 9s linear infinite;
  }
  .changed .ring {
    animation: pop 0.7s cubic-bezier(0.3, 1.5, 0.5, 1);
  }
  .expired .ring {
    opacity: 0.55;
    filter: grayscale(0.7);
  }
  .viewers,
  .post .name {
    display: inline-flex;
    align-items: center;
    gap: 3px;
    min-height: 16px;
    font-size: var(--ha-font-size-s, 12px);
    font-weight: 500;
    line-height: 16px;
    color: var(--primary-text-color);
    font-variant-numeric: tabular-nums;
  }
  .viewers svg {
    width: 14px;
    height: 14px;
    color: var(--secondary-text-color);
  }
  .remaining {
    max-width: 100%;
    font-size: 11px;
    line-height: 15px;
    color: var(--secondary-text-color);
    white-space: nowrap;
    overflow: hidden;
    text-overflow: ellipsis;
  }
  .status[aria-disabled] {
    cursor: default;
  }
  .seen .ring::before {
    opacity: 0.35;
  }
  .more {
    display: grid;
    place-items: center;
    width: 76px;
    height: 76px;
    margin: 4px auto 0;
    border-radius: 50%;
    font-size: 11px;
    text-align: center;
    color: var(--secondary-text-color);
    background: var(--secondary-background-color);
  }
  .more:focus-visible {
    outline: 2px solid var(--primary-color);
  }
  .all {
    gap: 12px;
  }
  .coming {
    height: 161px;
  }
  .all.narrow {
    gap: 0;
    padding-block: 2px;
  }
  .narrow > .head {
    padding-block-start: 10px;
  }
  .all > .head {
    padding-block-end: 0;
  }
  :host([nested]) {
    height: auto;
  }
  :host([nested]) ha-card {
    height: auto;
    padding-block: 0;
    border: 0;
    border-radius: 0;
    box-shadow: none;
    background: none;
    backdrop-filter: none;
  }
  ha-card.compact {
    justify-content: center;
    min-height: 56px;
    padding: 0;
  }
  .line {
    display: flex;
    align-items: center;
    gap: 12px;
    box-sizing: border-box;
    width: 100%;
    height: 100%;
    min-height: 54px;
    padding: 4px 12px;
    text-align: start;
    border-radius: inherit;
  }
  .line:focus-visible {
    outline: 2px solid var(--primary-color);
    outline-offset: -3px;
  }
  .line .ring {
    flex: none;
    width: 44px;
    height: 44px;
    margin: 0;
  }
  .line .thumbnail {
    inset: 4px;
  }
  .line .thumbnail .text:not(.emoji) {
    padding: 0 3px;
    font-size: 7px;
  }
  .line .thumbnail .text.emoji {
    font-size: 17px;
  }
  .line .words {
    min-width: 0;
  }
  .line .title,
  .line .summary {
    display: block;
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  .line .title {
    font-size: var(--ha-font-size-m, 14px);
    line-height: 20px;
  }
  .line .summary {
    line-height: 16px;
  }
  .compact.error .thumbnail {
    color: var(--error-color, #db4437);
  }
  .scroll {
    position: absolute;
    inset-block-start: 27px;
    z-index: 1;
    display: none;
    place-items: center;
    width: 36px;
    height: 36px;
    border-radius: 50%;
    color: var(--primary-text-color);
    background: var(--ha-card-background, var(--card-background-color, #fff));
    box-shadow: 0 2px 10px rgba(0, 0, 0, 0.28);
    opacity: 0;
    transition: opacity 0.2s;
  }
  .scroll svg {
    width: 22px;
    height: 22px;
  }
  .scroll.previous {
    inset-inline-start: 8px;
  }
  .scroll.next {
    inset-inline-end: 8px;
  }
  @media (hover: hover) {
    .scroll.needed {
      display: grid;
    }
    .scroller:hover .scroll.needed {
      opacity: 1;
    }
    /* Nothing is cut off on this side, and what is there can be tapped. */
    .scroller .list:not(.before) ~ .scroll.previous,
    .scroller .list:not(.after) ~ .scroll.next {
      opacity: 0;
      pointer-events: none;
    }
  }
  .message {
    display: flex;
    align-items: center;
    gap: 16px;
    padding: 6px 16px;
    min-height: 117px;
  }
  .message .icon {
    flex: none;
    display: grid;
    place-items: center;
    width: 64px;
    height: 64px;
    border-radius: 50%;
    color: var(--secondary-text-color);
    border: 2.5px dashed var(--divider-color, #ccc);
    box-sizing: border-box;
  }
  .message .icon svg {
    width: 26px;
    height: 26px;
  }
  .message.error .icon {
    color: var(--error-color, #db4437);
    border-color: currentColor;
  }
  .message p {
    margin: 0;
    line-height: 1.4;
    color: var(--primary-text-color);
  }
  .message .hint {
    font-size: var(--ha-font-size-s, 12px);
    color: var(--secondary-text-color);
  }
  .skeleton {
    flex: none;
    width: 76px;
    height: 76px;
    margin: 4px 6px 43px;
    border-radius: 50%;
    background: var(--secondary-background-color, #e5e5e5);
    animation: pulse 1.4s ease-in-out infinite alternate;
  }
  @keyframes turn {
    to {
      transform: rotate(1turn);
    }
  }
  @keyframes pop {
    0% {
      transform: scale(0.7);
      opacity: 0.3;
    }
  }
`;
