/** The filters: one for each value wanted, and a way to add another. */
import type { Values } from '../answers.ts'
import { dimensionName, dimensionPicker } from './breakdown-view.ts'
import { el, icon, show } from './dom.ts'
import { count } from './format.ts'
import type { View } from './state.ts'

export interface FilterBarOptions {
  readonly dimensions: () => readonly string[]
  readonly valuesOf: (by: string) => Promise<Values>
  readonly onToggle: (by: string, value: string) => void
  readonly onClear: () => void
}

export interface FilterBar {
  readonly element: HTMLElement
  set(view: View): void
}

export function filterBar({ dimensions, valuesOf, onToggle, onClear }: FilterBarOptions): FilterBar {
  const chips = el('ul', { class: 'chips', 'aria-label': 'Filters' })
  const choice = el('div', { class: 'menu', hidden: true })
  const add = el('button', { type: 'button', class: 'quiet', 'aria-expanded': 'false', 'aria-haspopup': 'true' }, icon('M3 5h14M6 10h8M8.5 15h3'), 'Filter')
  const element = el('div', { class: 'filters' }, el('div', { class: 'anchor' }, add, choice), chips)

  const close = (): void => {
    choice.hidden = true
    add.setAttribute('aria-expanded', 'false')
  }
  const open = async (by: string): Promise<void> => {
    const list = el('ul', {}, el('li', { class: 'faint' }, '…'))
    const picker = dimensionPicker('Filter by', by, dimensions(), (chosen) => void open(chosen))
    show(choice, picker, list)
    choice.hidden = false
    add.setAttribute('aria-expanded', 'true')
    picker.focus()
    const { values } = await valuesOf(by)
    const item = (value: string, text: string, many: string): HTMLElement =>
      el('li', {}, el('button', { type: 'button', on: { click: () => choose(by, value) } }, el('span', {}, text), el('small', {}, many)))
    show(list, ...values.slice(0, 100).map(({ value, count: many }) => item(value, value, count(many))), values.length === 0 && el('li', { class: 'faint' }, 'no values here'))
  }
  const choose = (by: string, value: string): void => {
    close()
    add.focus()
    onToggle(by, value)
  }

  add.addEventListener('click', () => (choice.hidden ? void open('model') : close()))
  element.addEventListener('keydown', (event) => {
    if (event.key !== 'Escape' || choice.hidden) return
    event.stopPropagation()
    close()
    add.focus()
  })
  document.addEventListener('pointerdown', (event) => {
    if (event.target instanceof Node && !element.contains(event.target)) close()
  })

  return {
    element,
    set({ where }) {
      const all = Object.entries(where).flatMap(([by, values]) => values.map((value) => ({ by, value })))
      const chip = ({ by, value }: { readonly by: string; readonly value: string }): HTMLElement =>
        el('li', {}, el('button', { type: 'button', class: 'chip', 'aria-label': `Remove the filter ${dimensionName(by)} ${value}`, on: { click: () => onToggle(by, value) } }, el('small', {}, dimensionName(by)), value === '' ? 'none' : value, el('span', { 'aria-hidden': 'true' }, '×')))
      show(chips, ...all.map(chip), all.length > 1 && el('li', {}, el('button', { type: 'button', class: 'link', on: { click: onClear } }, 'clear all')))
    },
  }
}
