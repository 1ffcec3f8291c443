/** The fold of one tool call of a chat stream: its name and id once, its arguments piece by piece, never parsed. */
import { type Fields, isFields, keep, longer } from './fold-fields.ts'

export class ToolCallFold {
  /** `function` or `custom`: the part of the call that has its name and what it is called with. */
  #kind: 'function' | 'custom' = 'function'
  #text = ''
  readonly #called: Fields = {}
  readonly #call: Fields = {}

  push(call: Fields): void {
    for (const name in call) {
      const value = call[name]
      if (name === 'index') continue
      if (name !== 'function' && name !== 'custom') keep(this.#call, name, value)
      else if (isFields(value)) this.#push(name, value)
    }
  }

  value(): Fields {
    const text = this.#kind === 'function' ? { arguments: this.#text } : { input: this.#text }
    return { ...this.#call, [this.#kind]: { name: '', ...this.#called, ...text } }
  }

  characters(): number {
    return this.#text.length
  }

  #push(kind: 'function' | 'custom', called: Fields): void {
    this.#kind = kind
    for (const name in called) {
      if (name === 'arguments' || name === 'input') this.#text = longer(this.#text, called[name])
      else keep(this.#called, name, called[name])
    }
  }
}
