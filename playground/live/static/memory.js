// What outlives a component: in the browser the chosen speed and the last runs, in this page where each film was left.

import { LIVE } from "./playhead.js";

const SPEED = "neural-playground.speed";
const DEFAULT_SPEED = 30;
/** Names of a cookie and how many runs it holds: the server reads them when the page is loaded anew (ui/run/running.py). */
const RUNS = "neural-playground-runs";
const MOST_RUNS = 8;

/** @typedef {{at: number, revealed: number, playing: boolean, halted: boolean, told: boolean}} Bookmark */

/** @type {Map<string, Bookmark>} run id -> where its film was left */
export const bookmarks = new Map();

/** @returns {number} epochs a second */
export function preferredSpeed() {
  const kept = read();
  if (kept === "live") return LIVE;
  if (Number(kept) > 0) return Number(kept);
  // A film is motion: who prefers less of it sees the run's end at once, and can scrub.
  return matchMedia("(prefers-reduced-motion: reduce)").matches ? LIVE : DEFAULT_SPEED;
}

/** @param {number} speed */
export function keepSpeed(speed) {
  try {
    localStorage.setItem(SPEED, speed === LIVE ? "live" : String(speed));
  } catch {
    // A browser that keeps nothing plays at the default next time.
  }
}

/** Notes that the browser shows a run, so that a reload shows it again. @param {string} runId @param {URL} base the app's address */
export function keepRun(runId, base) {
  try {
    const [, kept = ""] = document.cookie.match(new RegExp(`(?:^|; )${RUNS}=([^;]*)`)) ?? [];
    const others = kept.split(".").filter((id) => id && id !== runId);
    const secure = location.protocol === "https:" ? "; Secure" : "";
    document.cookie = `${RUNS}=${[runId, ...others].slice(0, MOST_RUNS).join(".")}; Path=${base.pathname}; SameSite=Lax${secure}`;
  } catch {
    // A browser that keeps nothing shows an empty page after a reload.
  }
}

function read() {
  try {
    return localStorage.getItem(SPEED);
  } catch {
    return null;
  }
}
