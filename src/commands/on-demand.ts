/** The commands that load when they are used: all but `stdio`. They are one chunk, because each further chunk slows the start of all. */
import { call } from './call.ts';
import { check } from './check.ts';
import { demo } from './demo.ts';
import { healthcheck } from './healthcheck.ts';
import { serveHttpCommand } from './http.ts';

export const onDemand = { call, check, demo, healthcheck, serveHttpCommand };
