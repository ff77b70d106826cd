/** Icons from Material Design Icons; the build keeps only those that are imported. */

import {
  mdiAccount,
  mdiAlertCircle,
  mdiAlertCircleOutline,
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
  mdiDeleteOutline,
  mdiLinkOff,
  mdiMessageTextOutline,
  mdiMicrophone,
  mdiPause,
  mdiPlay,
  mdiPlus,
  mdiRecordCircleOutline,
  mdiSendOutline,
  mdiTimerSandComplete,
  mdiTrendingDown,
  mdiTrendingUp,
  mdiVolumeHigh,
  mdiVolumeOff,
} from "@mdi/js";
import { svg, html, type TemplateResult } from "lit";

import type { State, StatusType } from "./types";

export const ICONS = {
  above: mdiTrendingUp,
  active: mdiRecordCircleOutline,
  audio: mdiMicrophone,
  below: mdiTrendingDown,
  broken: mdiImageBrokenVariant,
  close: mdiClose,
  deleted: mdiDeleteOutline,
  delivered: mdiCheckAll,
  expired: mdiTimerSandComplete,
  eye: mdiEyeOutline,
  image: mdiImageOutline,
  left: mdiChevronLeft,
  muted: mdiVolumeOff,
  offline: mdiCloudOffOutline,
  pause: mdiPause,
  person: mdiAccount,
  play: mdiPlay,
  plus: mdiPlus,
  posted: mdiSendOutline,
  problem: mdiAlertCircleOutline,
  right: mdiChevronRight,
  sound: mdiVolumeHigh,
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

const TYPES: Record<StatusType, string> = { text: ICONS.text, image: ICONS.image, video: ICONS.play, audio: ICONS.audio };

export function icon(path: string): TemplateResult {
  return html`<svg viewBox="0 0 24 24" aria-hidden="true">${svg`<path d=${path}></path>`}</svg>`;
}

export function stateIcon(state: State | null): TemplateResult {
  return icon(state === null ? mdiHelp : (STATES[state] ?? mdiHelp));
}

export function typeIcon(type: StatusType | null): TemplateResult {
  return icon(type === null ? mdiHelp : (TYPES[type] ?? mdiHelp));
}
