/** Numbers and times for people. */

const UNKNOWN = '–'

/** `1,204`, `18.3k`, `2.1M`. */
export function count(value: number | null): string {
  if (value === null) return UNKNOWN
  if (value < 10_000) return Math.round(value).toLocaleString('en')
  const [unit, by] = value < 1e6 ? ['k', 1e3] : value < 1e9 ? ['M', 1e6] : ['B', 1e9]
  const scaled = value / by
  return `${scaled < 100 ? scaled.toFixed(1).replace(/\.0$/, '') : Math.round(scaled)}${unit}`
}

/** `0.4 ms`, `840 ms`, `1.24 s`, `2 min 5 s`. */
export function duration(ms: number | null): string {
  if (ms === null) return UNKNOWN
  if (ms < 10) return `${Number(ms.toPrecision(2))} ms`
  if (ms < 999.5) return `${Math.round(ms)} ms`
  if (ms < 99_950) return `${Number((ms / 1000).toPrecision(3))} s`
  const seconds = Math.round(ms / 1000)
  return seconds < 3600 ? `${Math.floor(seconds / 60)} min ${seconds % 60} s` : `${Math.floor(seconds / 3600)} h ${Math.floor((seconds % 3600) / 60)} min`
}

/** US dollars, as many digits as say something: `$0.00042`, `$1.27`, `$18.3k`. */
export function money(dollars: number | null): string {
  if (dollars === null) return UNKNOWN
  if (dollars === 0) return '$0'
  const size = Math.abs(dollars)
  if (size >= 10_000) return `$${count(dollars)}`
  if (size >= 1) return `$${dollars.toFixed(2)}`
  return `$${Number(dollars.toPrecision(2)).toFixed(Math.min(8, 1 - Math.floor(Math.log10(size))))}`
}

/** A share as `12.3 %`. */
export function percent(share: number | null): string {
  if (share === null) return UNKNOWN
  const value = share * 100
  return `${value === 0 ? '0' : value < 0.1 ? '<0.1' : value < 10 ? value.toFixed(1) : Math.round(value)} %`
}

/** `3.4 MB`. */
export function bytes(value: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB']
  const step = value < 1 ? 0 : Math.min(units.length - 1, Math.floor(Math.log(value) / Math.log(1024)))
  return `${Number((value / 1024 ** step).toPrecision(3))} ${units[step] ?? 'B'}`
}

/** The time of day, and the day as well where the span is longer than one. */
export function moment(at: number, spanMs: number): string {
  const date = new Date(at)
  const time = `${two(date.getHours())}:${two(date.getMinutes())}`
  if (spanMs <= 2 * 3_600_000) return `${time}:${two(date.getSeconds())}`.replace(/:00$/, '')
  if (spanMs <= 26 * 3_600_000) return time
  return spanMs <= 8 * 86_400_000 ? `${day(date)} ${time}` : day(date)
}

/** To the millisecond. */
export function instant(at: number): string {
  const date = new Date(at)
  const today = new Date().toDateString() === date.toDateString()
  return `${today ? '' : `${day(date)} `}${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}.${String(date.getMilliseconds()).padStart(3, '0')}`
}

/** What changed against before: `+12 %`; nothing where there is nothing to compare with, or so little that it says nothing. */
export function change(now: number | null, before: number | null): string {
  if (now === null || before === null || before === 0) return ''
  const share = now / before - 1
  if (Math.abs(share) < 0.005) return '±0 %'
  return share > 9.99 ? '' : `${share > 0 ? '+' : '−'}${Math.round(Math.abs(share) * 100)} %`
}

function day(date: Date): string {
  return `${date.toLocaleString('en', { month: 'short' })} ${date.getDate()}`
}

function two(value: number): string {
  return String(value).padStart(2, '0')
}
