/** Preloaded into a process: its clock runs faster, with all times, waits and time limits, so that minutes take seconds. */

const TIMES = Number(process.env.CLOCK_TIMES);
const startMs = Date.now();
const { now } = Date;
const ofPerformance = performance.now.bind(performance);
const { setTimeout: later } = globalThis;

Date.now = () => Math.floor(startMs + (now() - startMs) * TIMES);
performance.now = () => ofPerformance() * TIMES;
globalThis.setTimeout = (callback, ms = 0, ...args) => later(callback, ms / TIMES, ...args);
