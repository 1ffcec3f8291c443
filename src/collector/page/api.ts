/** Asking the collector, with the token where it wants one. */
import { filtersOf, spanOf, type View } from './state.ts'

/** The collector wants a token, or another one. */
export class NeedsToken extends Error {}

const KEY = 'zerohop-token'

/** For as long as this tab is open, and for no other site. */
export function rememberToken(token: string): void {
  sessionStorage.setItem(KEY, token)
}

/** What the server answers is of this package, so it is taken as what it says. */
export async function ask<T>(path: string, parameters: URLSearchParams = new URLSearchParams(), signal?: AbortSignal): Promise<T> {
  const query = parameters.toString()
  const response = await request(`/api/${path}${query === '' ? '' : `?${query}`}`, signal)
  return (await response.json()) as T
}

export async function request(url: string, signal?: AbortSignal): Promise<Response> {
  const token = sessionStorage.getItem(KEY)
  const response = await fetch(url, { headers: token === null ? {} : { authorization: `Bearer ${token}` }, signal: signal ?? null })
  if (response.status === 401) throw new NeedsToken('The collector wants a token.')
  if (!response.ok) throw new Error(await problemOf(response))
  return response
}

/** Which calls the view means. */
export function questionOf(view: View, now: number, more: Readonly<Record<string, string | number>> = {}): URLSearchParams {
  const { from, to } = spanOf(view, now)
  const parameters = new URLSearchParams({ from: String(Math.floor(from)), to: String(Math.ceil(to)) })
  for (const filter of filtersOf(view)) parameters.append('where', filter)
  if (view.search !== '') parameters.set('search', view.search)
  for (const [name, value] of Object.entries(more)) parameters.set(name, String(value))
  return parameters
}

async function problemOf(response: Response): Promise<string> {
  const said: unknown = await response.json().catch(() => undefined)
  const problem = typeof said === 'object' && said !== null ? (said as { readonly error?: unknown }).error : undefined
  return typeof problem === 'string' ? problem : `The collector answered ${response.status}.`
}
