/** The one clock that two processes of a machine share. */

/** Milliseconds of the machine's monotonic clock. */
export function machineMs() {
  return Number(process.hrtime.bigint()) / 1e6
}
