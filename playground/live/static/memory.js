// What outlives a component: the chosen speed in the browser, where each film was left in this page.

import { LIVE } from "./playhead.js";

const SPEED = "neural-playground.speed";
const DEFAULT_SPEED = 30;

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

function read() {
  try {
    return localStorage.getItem(SPEED);
  } catch {
    return null;
  }
}
