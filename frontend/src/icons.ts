/** Icons, from Material Design Icons; only those that are named here end up in the module. */

import {
  mdiAlertCircle,
  mdiCheck,
  mdiCheckAll,
  mdiChevronLeft,
  mdiChevronRight,
  mdiClockOutline,
  mdiClose,
  mdiCloudOffOutline,
  mdiEyeOutline,
  mdiHelp,
  mdiImageBrokenVariant,
  mdiImageOutline,
  mdiLinkOff,
  mdiMessageTextOutline,
  mdiMicrophone,
  mdiPlay,
} from "@mdi/js";
import { svg, html, type TemplateResult } from "lit";

import type { Kind, State } from "./types";

export const ICONS = {
  audio: mdiMicrophone,
  broken: mdiImageBrokenVariant,
  close: mdiClose,
  eye: mdiEyeOutline,
  image: mdiImageOutline,
  left: mdiChevronLeft,
  offline: mdiCloudOffOutline,
  play: mdiPlay,
  right: mdiChevronRight,
  text: mdiMessageTextOutline,
  unlinked: mdiLinkOff,
  warning: mdiAlertCircle,
};

const STATES: Record<State, string> = {
  pending: mdiClockOutline,
  sent: mdiCheck,
  delivered: mdiCheckAll,
  read: mdiCheckAll,
  failed: mdiAlertCircle,
};

const KINDS: Record<Kind, string> = { text: ICONS.text, image: ICONS.image, video: ICONS.play, audio: ICONS.audio };

export function icon(path: string): TemplateResult {
  return html`<svg viewBox="0 0 24 24" aria-hidden="true">${svg`<path d=${path}></path>`}</svg>`;
}

export function stateIcon(state: State | null): TemplateResult {
  return icon(state === null ? mdiHelp : (STATES[state] ?? mdiHelp));
}

export function kindIcon(kind: Kind | null): TemplateResult {
  return icon(kind === null ? mdiHelp : (KINDS[kind] ?? mdiHelp));
}
