/** The types of `collector.mjs`, for the tests. */
export function buildCollector(dist: string, options?: { readonly sourcemap?: boolean }): Promise<void>
