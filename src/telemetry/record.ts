/** The record of a call: its types stand in `core`, whose engine knows of it. */
export type * from '../core/record.ts'
