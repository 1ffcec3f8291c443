/** TypeScript as an editor sees it: snippets that stand in this folder, their problems, and what completes at the cursor. */
import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import ts from 'typescript'

const root = fileURLToPath(new URL('../..', import.meta.url))
const snippet = fileURLToPath(new URL('snippet.ts', import.meta.url))
const { config } = ts.readConfigFile(`${root}/tsconfig.json`, (path) => ts.sys.readFile(path)) as { config: object }
const { options } = ts.parseJsonConfigFileContent({ ...config, include: [] }, ts.sys, root)

let text = ''
let version = 0

const service = ts.createLanguageService({
  getCompilationSettings: () => ({ ...options, noUnusedLocals: false, noUnusedParameters: false }),
  getScriptFileNames: () => [snippet],
  getScriptVersion: (path) => (path === snippet ? String(version) : '0'),
  getScriptSnapshot(path) {
    if (path === snippet) return ts.ScriptSnapshot.fromString(text)
    return existsSync(path) ? ts.ScriptSnapshot.fromString(readFileSync(path, 'utf8')) : undefined
  },
  getCurrentDirectory: () => root,
  getDefaultLibFileName: (given) => ts.getDefaultLibFilePath(given),
  fileExists: (path) => ts.sys.fileExists(path),
  readFile: (path) => ts.sys.readFile(path),
  readDirectory: (...args) => ts.sys.readDirectory(...args),
  directoryExists: (path) => ts.sys.directoryExists(path),
  getDirectories: (path) => ts.sys.getDirectories(path),
})

function open(code: string): void {
  text = code
  version += 1
}

/** What the compiler says of this code; nothing where all is well. */
export function problems(code: string): string[] {
  open(code)
  const found = [...service.getSyntacticDiagnostics(snippet), ...service.getSemanticDiagnostics(snippet)]
  return found.map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, ' '))
}

/** What an editor offers where `|` stands. */
export function completions(code: string): string[] {
  const at = code.lastIndexOf('|')
  open(code.slice(0, at) + code.slice(at + 1))
  return service.getCompletionsAtPosition(snippet, at, {})?.entries.map(({ name }) => name) ?? []
}
