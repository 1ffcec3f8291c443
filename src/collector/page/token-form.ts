/** Asks for the token, where the collector wants one. */
import { rememberToken } from './api.ts'
import { el } from './dom.ts'

export function tokenForm(onToken: () => void): HTMLElement {
  const input = el('input', { type: 'password', required: true, autocomplete: 'current-password', 'aria-label': 'Token' })
  const form = el('form', { class: 'panel token' }, el('h2', {}, 'This collector wants its token'), el('p', {}, 'It was started with --token, or with ZEROHOP_COLLECTOR_TOKEN. This tab remembers it until it is closed.'), el('div', {}, input, el('button', { type: 'submit' }, 'Open')))
  form.addEventListener('submit', (event) => {
    event.preventDefault()
    rememberToken(input.value.trim())
    onToken()
  })
  queueMicrotask(() => input.focus())
  return form
}
