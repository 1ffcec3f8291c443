/** Every TypeScript block of the README and the docs compiles: what a reader copies works. */
import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import ts from 'typescript'
import { describe, expect, it } from 'vitest'

const root = fileURLToPath(new URL('../..', import.meta.url))
const pages = ['README.md', ...markdownUnder('docs')]
const blocks = pages.flatMap(blocksOf)

describe('TypeScript in the docs', () => {
  it('compiles, every block of it', { timeout: 60_000 }, () => {
    expect(compile()).toEqual([])
  })

  it('is there', () => {
    expect(blocks.length).toBeGreaterThan(20)
  })
})

interface Block {
  /** The file it is compiled as. */
  readonly file: string
  readonly page: string
  /** The line of the page on which its first line stands, counted from 0. */
  readonly line: number
  readonly code: string
}

function markdownUnder(folder: string): string[] {
  return readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.md'))
    .map((name) => join(folder, name))
}

/** The blocks of a page, and its prelude: `<!-- prelude … -->` exports names that blocks use without declaring them. */
function blocksOf(page: string): Block[] {
  const text = readFileSync(join(root, page), 'utf8')
  const found = [...text.matchAll(/^(```ts\n|<!-- prelude\n)([\s\S]*?)^(?:```|-->)$/gm)].map(({ 1: kind = '', 2: code = '', index }) => {
    const line = text.slice(0, index + kind.length).split('\n').length - 1
    const name = kind.startsWith('<') ? 'prelude' : `line-${line + 1}`
    return { file: join(root, `${page}.${name}.ts`), page, line, code }
  })
  const prelude = found.find(({ file }) => file.endsWith('.prelude.ts'))
  if (prelude === undefined) return found
  const given = exportedBy(prelude.code)
  return found.map((block) => (block === prelude ? block : { ...block, code: `${importsFor(block.code, given, page)}${block.code}` }))
}

/** Stands on the block's first line, so that lines stay true. */
function importsFor(code: string, given: readonly string[], page: string): string {
  const own = declaredIn(code)
  const names = given.filter((name) => !own.includes(name) && new RegExp(`\\b${name}\\b`).test(code))
  return names.length === 0 ? '' : `import { ${names.join(', ')} } from './${page.split('/').at(-1)}.prelude.ts'; `
}

function statementsOf(code: string): readonly ts.Statement[] {
  return ts.createSourceFile('code.ts', code, ts.ScriptTarget.ES2022).statements
}

function exportedBy(code: string): string[] {
  return statementsOf(code).flatMap((statement) => {
    if (ts.isExportDeclaration(statement) && statement.exportClause && ts.isNamedExports(statement.exportClause)) {
      return statement.exportClause.elements.map(({ name }) => name.text)
    }
    const isExported = ts.canHaveModifiers(statement) && ts.getModifiers(statement)?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword)
    return isExported ? namesIn(statement) : []
  })
}

/** The names that the top level of some code declares or imports. */
function declaredIn(code: string): string[] {
  return statementsOf(code).flatMap(namesIn)
}

function namesIn(statement: ts.Statement): string[] {
  if (ts.isVariableStatement(statement)) return statement.declarationList.declarations.flatMap(({ name }) => bound(name))
  if (ts.isFunctionDeclaration(statement) || ts.isClassDeclaration(statement)) return bound(statement.name)
  if (!ts.isImportDeclaration(statement)) return []
  const { name, namedBindings } = statement.importClause ?? {}
  const named = namedBindings && ts.isNamedImports(namedBindings) ? namedBindings.elements : []
  return [...bound(name), ...named.flatMap((one) => bound(one.name))]
}

function bound(name: ts.BindingName | undefined): string[] {
  if (name === undefined) return []
  if (ts.isIdentifier(name)) return [name.text]
  return name.elements.flatMap((element) => (ts.isBindingElement(element) ? bound(element.name) : []))
}

/** What the compiler says, as `docs/routing.md:34 Property 'x' …`. */
function compile(): string[] {
  const byFile = new Map(blocks.map((block) => [block.file, block]))
  const { config } = ts.readConfigFile(join(root, 'tsconfig.json'), (path) => readFileSync(path, 'utf8')) as { config: object }
  const { options } = ts.parseJsonConfigFileContent({ ...config, include: [] }, ts.sys, root)
  Object.assign(options, { noUnusedLocals: false, noUnusedParameters: false })
  const host = ts.createCompilerHost(options)
  const { fileExists, readFile, getSourceFile } = host
  host.fileExists = (path) => byFile.has(path) || fileExists(path)
  host.readFile = (path) => byFile.get(path)?.code ?? readFile(path)
  host.getSourceFile = (path, target, ...rest) => {
    const block = byFile.get(path)
    return block === undefined ? getSourceFile(path, target, ...rest) : ts.createSourceFile(path, block.code, target)
  }
  host.directoryExists = (path) => ts.sys.directoryExists(path) || [...byFile.keys()].some((file) => dirname(file) === path)
  const program = ts.createProgram([...byFile.keys()], options, host)
  return [...byFile].flatMap(([path, { page, line }]) => {
    const file = program.getSourceFile(path)
    const all = [...program.getSyntacticDiagnostics(file), ...program.getSemanticDiagnostics(file)]
    return all.map(({ start = 0, messageText }) => {
      const at = line + (file?.getLineAndCharacterOfPosition(start).line ?? 0) + 1
      return `${relative('.', page)}:${at} ${ts.flattenDiagnosticMessageText(messageText, '\n')}`
    })
  })
}
