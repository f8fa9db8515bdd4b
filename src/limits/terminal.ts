/** Bounds of what a terminal shows. */

/** Rows of a table that `demo` prints: enough to see what an answer looks like. */
export const DEMO_ROWS_SHOWN = 6;
/** A terminal that does not say how wide it is; and what `demo` fits where there is no terminal. */
export const TERMINAL_WIDTH_DEFAULT = 80;
/** Lines over which a text in a cell is broken, before the rest is cut. */
export const CELL_LINES_MAX = 3;
/** A column of a terminal is not made narrower than this to make room. */
export const CELL_WIDTH_MIN = 16;
/** Room for a text that may be broken over lines... */
export const TEXT_WIDTH_WANTED = 20;
/** ...and for a name or an address, which may not: longer ones are cut. */
export const NAME_WIDTH_WANTED = 32;
/** Enough of an ID to tell it from others. */
export const ID_WIDTH_MIN = 9;
/** From so many rows on, a value that all rows share is said once. */
export const SHARED_VALUE_ROWS_MIN = 3;
