/** Styles of the composer and of the list of recipients. */

import { css } from "lit";

export const composerStyles = css`
  dialog {
    --accent: #0a7247;
    --on-accent: #fff;
    --tint: rgba(10, 114, 71, 0.12);
    --surface: var(--ha-dialog-surface-background, var(--card-background-color, #fff));
    --line: var(--divider-color, #e0e0e0);
    --soft: var(--secondary-text-color, #5f6368);
    --danger: #b3261e;
    --danger-tint: rgba(179, 38, 30, 0.1);
    --note-tint: rgba(255, 166, 0, 0.18);
    box-sizing: border-box;
    width: min(576px, calc(100vw - 48px));
    height: min(740px, calc(100vh - 48px));
    height: min(740px, calc(100dvh - 48px));
    max-width: none;
    max-height: none;
    margin: auto;
    padding: 0;
    border: 0;
    border-radius: var(--ha-dialog-border-radius, 24px);
    outline: none;
    overflow: hidden;
    color: var(--primary-text-color, #212121);
    background: var(--surface);
    box-shadow: 0 12px 48px rgba(0, 0, 0, 0.36);
    font-family: var(--ha-font-family-body, Roboto, sans-serif);
    font-size: 16px;
    line-height: 1.4;
    overscroll-behavior: contain;
  }
  dialog.dark {
    --accent: #25d28c;
    --on-accent: #04231a;
    --tint: rgba(37, 210, 140, 0.16);
    --danger: #ff8a80;
    --danger-tint: rgba(255, 138, 128, 0.14);
  }
  dialog[open] {
    animation: rise 0.2s cubic-bezier(0.2, 0.8, 0.3, 1);
  }
  dialog::backdrop {
    background: rgba(0, 0, 0, 0.5);
  }
  .dialog {
    display: grid;
    grid-template: auto minmax(0, 1fr) auto / minmax(0, 1fr);
    height: 100%;
  }
  svg {
    flex: none;
    width: 24px;
    height: 24px;
  }
  .header {
    display: flex;
    align-items: center;
    gap: 4px;
    padding-block: 8px;
    padding-inline: 8px 16px;
  }
  .round {
    flex: none;
    display: grid;
    place-items: center;
    width: 48px;
    height: 48px;
    border-radius: 50%;
    color: var(--soft);
  }
  .heading {
    min-width: 0;
  }
  h2 {
    margin: 0;
    font-size: 20px;
    font-weight: 500;
    line-height: 26px;
  }
  .heading p {
    margin: 0;
    font-size: 13px;
    line-height: 18px;
    color: var(--soft);
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  .body {
    display: flex;
    flex-direction: column;
    gap: 12px;
    min-height: 0;
    padding: 4px 20px 12px;
    overflow-y: auto;
    overscroll-behavior: contain;
  }
  .body[inert] {
    opacity: 0.6;
  }
  .body.dragging {
    outline: 3px dashed var(--accent);
    outline-offset: -8px;
  }
  fieldset {
    margin: 0;
    padding: 0;
    border: 0;
    min-width: 0;
  }
  legend {
    padding: 0;
    margin-bottom: 4px;
    font-size: 13px;
    color: var(--soft);
  }
  label {
    cursor: pointer;
    -webkit-tap-highlight-color: transparent;
  }
  input[type="radio"],
  input[type="checkbox"] {
    /* As large as its label, and not drawn but for the focus. */
    position: absolute;
    inset: 0;
    z-index: 1;
    margin: 0;
    border-radius: inherit;
    appearance: none;
    -webkit-appearance: none;
    cursor: inherit;
  }
  button:focus-visible,
  input:focus-visible,
  .button:focus-within,
  .text-button:focus-within {
    outline: 2px solid var(--accent);
    outline-offset: 2px;
  }
  .row input:focus-visible {
    outline-offset: -2px;
  }
  .kinds {
    flex: none;
    display: grid;
    grid-template-columns: repeat(3, minmax(0, 1fr));
    gap: 4px;
    padding: 4px;
    border-radius: 26px;
    background: var(--secondary-background-color, #f0f0f0);
  }
  .kinds label {
    position: relative;
    display: flex;
    align-items: center;
    justify-content: center;
    gap: 8px;
    min-height: 44px;
    padding: 0 6px;
    border-radius: 22px;
    font-size: 14px;
    font-weight: 500;
    line-height: 1.15;
    text-align: center;
    transition: background-color 0.15s;
  }
  .kinds .checked {
    color: var(--on-accent);
    background: var(--accent);
  }
  .kinds svg,
  .font span {
    pointer-events: none;
  }
  .kinds svg {
    width: 20px;
    height: 20px;
  }
  .surface {
    flex: 1 0 auto;
    display: flex;
    min-height: 232px;
    max-height: 380px;
    border-radius: 20px;
    overflow-y: auto;
    color: #fff;
    cursor: text;
    transition: background-color 0.2s;
    container-type: inline-size;
  }
  .writing {
    display: grid;
    width: 100%;
    margin: auto;
    padding: 20px 24px;
    font-size: clamp(16px, calc(44px * var(--scale)), 44px);
    line-height: 1.25;
  }
  .mirror,
  .writing textarea {
    grid-area: 1 / 1;
    box-sizing: border-box;
    min-width: 0;
    margin: 0;
    padding: 0;
    border: 0;
    font: inherit;
    text-align: center;
    white-space: pre-wrap;
    overflow-wrap: anywhere;
  }
  .mirror {
    visibility: hidden;
  }
  .writing textarea {
    width: 100%;
    height: 100%;
    outline: none;
    overflow: hidden;
    resize: none;
    color: #fff;
    caret-color: #fff;
    background: none;
  }
  .writing textarea::placeholder {
    color: rgba(255, 255, 255, 0.86);
    opacity: 1;
  }
  .surface:focus-within {
    box-shadow: 0 0 0 2px var(--surface), 0 0 0 4px var(--accent);
  }
  .count {
    margin: -6px 4px 0;
    font-size: 13px;
    line-height: 18px;
    text-align: end;
    color: var(--soft);
    font-variant-numeric: tabular-nums;
  }
  .count.over {
    font-weight: 500;
    color: var(--danger);
  }
  .choices {
    flex: none;
    display: flex;
    flex-wrap: wrap;
    gap: 4px;
    margin-inline: -2px;
  }
  .choices legend {
    margin-inline: 2px;
  }
  .colors {
    display: grid;
    grid-template-columns: repeat(12, minmax(44px, 1fr));
    gap: 0;
    justify-items: center;
    margin-inline: -6px;
  }
  .colors legend {
    margin-inline: 6px;
  }
  .swatch {
    position: relative;
    display: grid;
    place-items: center;
    width: 44px;
    height: 44px;
    border-radius: 50%;
  }
  .swatch span {
    width: 32px;
    height: 32px;
    border-radius: 50%;
    box-shadow: 0 0 0 1px var(--line);
  }
  .swatch :checked + span {
    box-shadow: 0 0 0 3px var(--surface), 0 0 0 6px var(--accent);
  }
  .font {
    position: relative;
    display: grid;
    place-items: center;
    min-height: 44px;
    padding: 0 14px;
    border: 1px solid var(--line);
    border-radius: 22px;
    box-sizing: border-box;
    font-size: 15px;
  }
  .font.checked {
    color: var(--accent);
    border-color: var(--accent);
    background: var(--tint);
  }
  .chooser {
    flex: 1 0 auto;
    display: flex;
    flex-direction: column;
    align-items: center;
    justify-content: center;
    gap: 14px;
    padding: 24px 16px;
    border: 2px dashed var(--line);
    border-radius: 20px;
    text-align: center;
  }
  .disc {
    display: grid;
    place-items: center;
    width: 88px;
    height: 88px;
    border-radius: 50%;
    color: var(--accent);
    background: var(--tint);
  }
  .disc svg {
    width: 40px;
    height: 40px;
  }
  .cameras {
    display: flex;
    flex-wrap: wrap;
    justify-content: center;
    gap: 8px;
  }
  .button {
    position: relative;
    display: inline-flex;
    align-items: center;
    justify-content: center;
    gap: 8px;
    box-sizing: border-box;
    min-height: 44px;
    padding: 8px 20px;
    border: 1px solid var(--line);
    border-radius: 22px;
    font-size: 15px;
    font-weight: 500;
    line-height: 1.2;
  }
  .button svg {
    width: 20px;
    height: 20px;
  }
  .button.tonal {
    color: var(--accent);
    background: var(--tint);
    border-color: transparent;
  }
  .button.primary {
    color: var(--on-accent);
    background: var(--accent);
    border-color: transparent;
  }
  .button:disabled {
    opacity: 0.5;
    cursor: default;
  }
  .send {
    display: grid;
  }
  .rtl .send {
    transform: scaleX(-1);
  }
  .text-button {
    position: relative;
    flex: none;
    display: inline-flex;
    align-items: center;
    min-height: 44px;
    padding: 0 12px;
    border-radius: 22px;
    font-size: 14px;
    font-weight: 500;
    color: var(--accent);
  }
  @media (hover: hover) {
    .round:hover,
    .text-button:hover,
    .recipients:hover,
    .row:hover {
      background: var(--tint);
    }
    .button:hover:not(:disabled) {
      filter: brightness(0.95);
    }
  }
  .hint {
    margin: 0;
    max-width: 400px;
    font-size: 13px;
    line-height: 18px;
    color: var(--soft);
  }
  .media {
    flex: 1 1 auto;
    display: grid;
    grid-template: minmax(0, 1fr) / minmax(0, 1fr);
    place-items: center;
    min-height: 200px;
    border-radius: 20px;
    overflow: hidden;
    color: #e9edef;
    background: #0b141a;
  }
  .media img,
  .media video {
    display: block;
    width: 100%;
    height: 100%;
    max-height: 420px;
    object-fit: contain;
  }
  .media.voice {
    grid-template: none;
    align-content: center;
    gap: 24px;
    padding: 20px;
    background: radial-gradient(circle at 50% 35%, #3d2c86, #1b1230 75%);
  }
  .media.voice .disc {
    color: #fff;
    background: linear-gradient(135deg, #7c5cff, #c04bd8);
  }
  audio {
    width: 100%;
    max-width: 420px;
  }
  .unseen {
    display: grid;
    justify-items: center;
    gap: 8px;
    margin: 0;
    padding: 16px;
    text-align: center;
  }
  .chosen {
    flex: none;
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    justify-content: flex-end;
    margin-block: -4px;
  }
  .chosen .name {
    flex: 1 1 120px;
    min-width: 0;
    display: grid;
    justify-items: start;
    font-size: 14px;
  }
  .chosen bdi {
    max-width: 100%;
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  .chosen .size {
    font-size: 13px;
    color: var(--soft);
  }
  .caption {
    flex: none;
    display: block;
  }
  .caption textarea {
    display: block;
    box-sizing: border-box;
    width: 100%;
    min-height: 64px;
    padding: 10px 14px;
    border: 1px solid var(--soft);
    border-radius: 14px;
    outline: none;
    font: inherit;
    color: inherit;
    background: none;
    resize: vertical;
  }
  .caption textarea::placeholder,
  .search input::placeholder {
    color: var(--soft);
    opacity: 1;
  }
  .caption textarea:focus {
    border-color: var(--accent);
    box-shadow: inset 0 0 0 1px var(--accent);
  }
  .footer {
    display: grid;
    gap: 10px;
    padding: 10px 20px calc(14px + env(safe-area-inset-bottom));
    border-top: 1px solid var(--line);
  }
  .actions {
    display: flex;
    align-items: center;
    justify-content: space-between;
    gap: 12px;
    min-height: 48px;
  }
  .recipients {
    min-width: 0;
    min-height: 48px;
    margin-inline-start: -12px;
    padding: 2px 12px;
    border-radius: 16px;
    text-align: start;
  }
  .caption-line {
    display: block;
    font-size: 12px;
    line-height: 16px;
    color: var(--soft);
  }
  .line {
    display: flex;
    align-items: center;
    font-size: 15px;
    font-weight: 500;
  }
  .line bdi {
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  .line svg {
    width: 20px;
    height: 20px;
    color: var(--soft);
  }
  .nobody .line {
    color: var(--danger);
  }
  .error,
  .note {
    display: flex;
    gap: 10px;
    margin: 0;
    padding: 10px 14px;
    border-radius: 14px;
    font-size: 14px;
    overflow-wrap: anywhere;
    background: var(--danger-tint);
  }
  .error svg {
    color: var(--danger);
  }
  .note {
    background: var(--note-tint);
  }
  .error svg,
  .note svg {
    width: 20px;
    height: 20px;
  }
  .progress {
    flex: 1;
    min-width: 0;
  }
  .progress p {
    margin: 0 0 6px;
    font-size: 14px;
    font-variant-numeric: tabular-nums;
  }
  .bar {
    height: 6px;
    border-radius: 3px;
    overflow: hidden;
    background: var(--line);
  }
  .bar i {
    display: block;
    height: 100%;
    border-radius: 3px;
    background: var(--accent);
    transition: width 0.15s;
  }
  .bar.indeterminate i {
    width: 40%;
    animation: slide 1.2s ease-in-out infinite alternate;
  }
  .picked {
    margin: 0;
    font-size: 14px;
    color: var(--soft);
  }
  .list-body {
    gap: 4px;
    padding-inline: 8px;
  }
  .row {
    position: relative;
    display: flex;
    align-items: center;
    gap: 14px;
    min-height: 48px;
    padding: 4px 12px;
    border-radius: 14px;
    content-visibility: auto;
    contain-intrinsic-size: auto 56px;
  }
  .row .text {
    min-width: 0;
    display: grid;
    justify-items: start;
    overflow-wrap: anywhere;
  }
  .row small {
    font-size: 13px;
    color: var(--soft);
  }
  .mark {
    flex: none;
    display: grid;
    place-items: center;
    width: 22px;
    height: 22px;
    box-sizing: border-box;
    border: 2px solid var(--soft);
    border-radius: 6px;
  }
  .mark svg {
    width: 18px;
    height: 18px;
    color: var(--on-accent);
    opacity: 0;
  }
  :checked + .mark {
    border-color: var(--accent);
    background: var(--accent);
  }
  :checked + .mark svg {
    opacity: 1;
  }
  .mark.radio {
    border-radius: 50%;
  }
  :checked + .mark.radio {
    background: radial-gradient(circle, var(--accent) 45%, var(--surface) 50%);
  }
  .search {
    position: sticky;
    top: 0;
    z-index: 1;
    flex: none;
    display: flex;
    align-items: center;
    gap: 10px;
    min-height: 48px;
    margin: 4px 12px;
    padding: 0 14px;
    border-radius: 24px;
    color: var(--soft);
    background: var(--secondary-background-color, #f0f0f0);
  }
  .search svg {
    width: 22px;
    height: 22px;
  }
  .search input {
    flex: 1;
    min-width: 0;
    height: 48px;
    padding: 0;
    border: 0;
    outline: none !important;
    font: inherit;
    color: var(--primary-text-color);
    background: none;
  }
  .search:focus-within {
    box-shadow: 0 0 0 2px var(--accent);
  }
  .list-body > .hint,
  .list-body > .error,
  .list-body > .text-button,
  .loading {
    margin-inline: 12px;
  }
  .loading {
    display: flex;
    align-items: center;
    gap: 12px;
    padding: 16px 0;
    color: var(--soft);
  }
  .spinner {
    width: 20px;
    height: 20px;
    box-sizing: border-box;
    border: 2.5px solid var(--line);
    border-top-color: var(--accent);
    border-radius: 50%;
    animation: turn 0.9s linear infinite;
  }
  @media (max-width: 623px), (max-height: 499px) {
    dialog {
      width: 100vw;
      height: 100vh;
      height: var(--ga-visible, 100dvh);
      margin: 0;
      border-radius: 0;
    }
    .header {
      padding-top: calc(4px + env(safe-area-inset-top));
    }
    .body {
      padding-inline: 16px;
    }
    .list-body {
      padding-inline: 4px;
    }
    .surface {
      max-height: none;
    }
    .colors {
      grid-template-columns: repeat(6, minmax(44px, 1fr));
    }
    .footer {
      padding-inline: 16px;
    }
    .kinds label {
      gap: 6px;
      font-size: 13px;
    }
  }
  @media (max-height: 499px) {
    .surface {
      min-height: 140px;
    }
    .media {
      min-height: 140px;
      max-height: 190px;
    }
    .chooser {
      padding: 12px 16px;
    }
  }
  @media (max-width: 359px) {
    .kinds svg {
      display: none;
    }
  }
  @keyframes rise {
    from {
      opacity: 0;
      transform: translateY(16px);
    }
  }
  @keyframes turn {
    to {
      transform: rotate(1turn);
    }
  }
  @keyframes slide {
    from {
      margin-inline-start: 0;
    }
    to {
      margin-inline-start: 60%;
    }
  }
  @media (prefers-reduced-motion: reduce) {
    * {
      transition: none !important;
      animation-duration: 3s !important;
    }
    dialog[open] {
      animation: none;
    }
    .bar.indeterminate i {
      width: 100%;
      animation: none;
      opacity: 0.6;
    }
    .spinner {
      animation: none;
    }
  }
`;
