/** A chain: a set whose members hold each other's hands, so that to join and to leave costs neither memory nor hashing. */

/** A member of at most one chain. */
export class Link {
  before: Link | undefined = undefined
  after: Link | undefined = undefined
}

/** Its members in the order they came. */
export class Chain<Member extends Link> {
  /** The ring's knot: after it comes the first, before it stands the last. */
  readonly #knot = new Link()

  constructor() {
    this.#knot.before = this.#knot.after = this.#knot
  }

  get isEmpty(): boolean {
    return this.#knot.after === this.#knot
  }

  /** Nothing happens to one that is in a chain already. */
  add(member: Member): void {
    if (member.after !== undefined) return
    const last = this.#knot.before as Link
    member.before = last
    member.after = this.#knot
    last.after = this.#knot.before = member
  }

  /** False where it is in none. */
  delete(member: Member): boolean {
    const { before, after } = member
    if (before === undefined || after === undefined) return false
    before.after = after
    after.before = before
    member.before = member.after = undefined
    return true
  }

  /** Each of those that are here now; one that leaves before its turn is left out. */
  forEach(visit: (member: Member) => void): void {
    const members: Member[] = []
    for (let one = this.#knot.after as Link; one !== this.#knot; one = one.after as Link) members.push(one as Member)
    for (const member of members) if (member.after !== undefined) visit(member)
  }
}
