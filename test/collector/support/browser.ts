/** Headless Chromium, where this machine has one. */
import { accessSync, constants } from 'node:fs'
import { delimiter, join } from 'node:path'
import { type Browser, chromium } from 'playwright-core'

const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable']

const executable = (process.env['PATH'] ?? '')
  .split(delimiter)
  .flatMap((folder) => names.map((name) => join(folder, name)))
  .find((path) => {
    try {
      accessSync(path, constants.X_OK)
      return true
    } catch {
      return false
    }
  })

export const hasBrowser = executable !== undefined

/** Why a suite is skipped, for its name. */
export const skipped = hasBrowser ? '' : ' (skipped: no chromium on the PATH)'

/** Without its sandbox, which containers rarely allow: only pages of this test are opened. */
export function launch(): Promise<Browser> {
  return chromium.launch({ executablePath: executable ?? '', args: ['--no-sandbox'] })
}
