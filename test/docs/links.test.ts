/** Links between the pages lead somewhere, and prose keeps to 120 columns. */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'

const root = fileURLToPath(new URL('../..', import.meta.url))
const docs = readdirSync(join(root, 'docs'), { recursive: true, encoding: 'utf8' }).map((name) => join('docs', name))
const pages = ['README.md', 'CHANGELOG.md', 'examples/README.md', ...docs].filter((name) => name.endsWith('.md'))

describe.each(pages)('%s', (page) => {
  const text = readFileSync(join(root, page), 'utf8')
  const prose = text.replaceAll(/^```[\s\S]*?^```$|^<!--[\s\S]*?-->$/gm, '')

  it('links to what is there', () => {
    const links = [...prose.matchAll(/\]\(([^)\s]+)\)/g)].map(([, to = '']) => to).filter((to) => !/^https?:/.test(to))
    expect(links.filter((to) => !leads(page, to))).toEqual([])
  })

  it('keeps its prose to 120 columns', () => {
    expect(prose.split('\n').filter((line) => !line.startsWith('|') && [...line].length > 120)).toEqual([])
  })
})

function leads(from: string, to: string): boolean {
  const [path = '', anchor] = to.split('#')
  const at = path === '' ? join(root, from) : resolve(root, dirname(from), path)
  if (!existsSync(at)) return false
  if (anchor === undefined) return true
  const headings = [...readFileSync(at, 'utf8').matchAll(/^#+ (.*)$/gm)].map(([, title = '']) => slug(title))
  return headings.includes(anchor)
}

/** As GitHub makes them. */
function slug(title: string): string {
  return title.toLowerCase().replaceAll(/[^\w\- ]/g, '').replaceAll(' ', '-')
}
