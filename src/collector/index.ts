/** `zerohop/collector`: keeps records and shows them. Nothing else in the package imports it. */
export { startCollector } from './start.ts'
export type { CollectorOptions } from './options.ts'
export type { Collector } from './serve.ts'
