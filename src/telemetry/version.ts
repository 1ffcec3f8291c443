/** The version of the package, for records: a test holds it to `package.json`. */

export const VERSION = '0.1.0'
