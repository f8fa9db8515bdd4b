/** All that is loaded with undici, as one chunk of the program. */
import { createDispatcher } from './dispatcher.ts';
import { exchange, openConnection } from './exchange.ts';

export const network = { createDispatcher, exchange, openConnection };
