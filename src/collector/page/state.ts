/** What the page shows, kept in its address so that it can be sent to somebody, and gone back from. */

export const ranges = { '15m': 900_000, '1h': 3_600_000, '6h': 21_600_000, '24h': 86_400_000, '7d': 604_800_000, '30d': 2_592_000_000 } as const
export type Range = keyof typeof ranges
export const tabs = ['overview', 'calls', 'compare'] as const
export type Tab = (typeof tabs)[number]

export interface View {
  readonly tab: Tab
  /** `null`: a span of one's own, from `from` to `to`. */
  readonly range: Range | null
  readonly from: number
  readonly to: number
  readonly where: Readonly<Record<string, readonly string[]>>
  readonly search: string
  /** What the breakdown, and the comparison, tell apart. */
  readonly by: string
  readonly baseline: string
  readonly candidate: string
  /** The call that is open. */
  readonly call: string
}

export function viewOf(hash: string): View {
  const given = new URLSearchParams(hash.replace(/^#/, ''))
  const text = (name: string): string => given.get(name) ?? ''
  const range = (Object.keys(ranges) as Range[]).find((one) => one === text('range'))
  const [from, to] = [Number(text('from')), Number(text('to'))]
  const isOwn = range === undefined && from > 0 && to > from
  const where = new Map<string, string[]>()
  for (const filter of given.getAll('where')) {
    const at = filter.indexOf('=')
    if (at > 0) where.set(filter.slice(0, at), [...(where.get(filter.slice(0, at)) ?? []), filter.slice(at + 1)])
  }
  return {
    tab: tabs.find((tab) => tab === text('tab')) ?? 'overview',
    range: isOwn ? null : (range ?? '24h'),
    from: isOwn ? from : 0,
    to: isOwn ? to : 0,
    where: Object.fromEntries(where),
    search: text('search'),
    by: text('by') || 'model',
    baseline: text('baseline'),
    candidate: text('candidate'),
    call: text('call'),
  }
}

export function hashOf(view: View): string {
  const parameters = new URLSearchParams()
  const put = (name: string, value: string | number, otherwise: string | number): void => {
    if (value !== otherwise) parameters.append(name, String(value))
  }
  put('tab', view.tab, 'overview')
  if (view.range !== null) put('range', view.range, '24h')
  put('from', view.from, 0)
  put('to', view.to, 0)
  for (const filter of filtersOf(view)) parameters.append('where', filter)
  put('search', view.search, '')
  put('by', view.by, 'model')
  put('baseline', view.baseline, '')
  put('candidate', view.candidate, '')
  put('call', view.call, '')
  return `#${parameters.toString()}`
}

/** `model=gpt-5`, one for each value. */
export function filtersOf({ where }: View): string[] {
  return Object.entries(where).flatMap(([by, values]) => values.map((value) => `${by}=${value}`))
}

/** The span of time that is meant now. */
export function spanOf({ range, from, to }: View, now: number): { readonly from: number; readonly to: number } {
  return range === null ? { from, to } : { from: now - ranges[range], to: now }
}

/** With a value of a dimension wanted, or no longer. */
export function toggled(view: View, by: string, value: string): View {
  const before = view.where[by] ?? []
  const values = before.includes(value) ? before.filter((one) => one !== value) : [...before, value]
  const { [by]: _, ...others } = view.where
  return { ...view, where: values.length === 0 ? others : { ...others, [by]: values } }
}
