import type { Place } from "../lifecycle/vpn-connection/index.ts";

/** What a resource of the program asks for. */
export interface Wanted {
  /** Where its thing is to be; undefined where that is not known yet. */
  readonly place: Place | undefined;
  /** Where its thing is by the state; undefined for a new resource. */
  readonly before: Place | undefined;
  /** The existing thing that it adopts. */
  readonly adopted: Place | undefined;
}

/** Why a resource cannot have what it asks for. */
export interface Conflict {
  /** The seed of the other resource. */
  readonly other: string;
  readonly place: Place;
  /** `twice`: both ask for it. `leaves`: the other one leaves it in this update. `taken`: the other one takes what this one leaves. */
  readonly kind: "twice" | "leaves" | "taken";
  /** Each takes what the other one leaves. */
  readonly isSwap: boolean;
}

/**
 * The resources of the program of this run: those that this process was asked to check or to create. A resource that only the
 * state knows is never among them.
 */
export class Declared {
  readonly #wanted = new Map<string, Wanted>();

  has(seed: string): boolean {
    return this.#wanted.has(seed);
  }

  /** Notes what a resource asks for, and says which other resource of the program is in the way. */
  add(seed: string, wanted: Wanted): Conflict | undefined {
    // A replacement is checked twice, the second time as a new resource.
    const before = wanted.before ?? this.#wanted.get(seed)?.before;
    const own: Wanted = { ...wanted, before };
    this.#wanted.set(seed, own);
    for (const [other, theirs] of this.#wanted) {
      const conflict = other === seed ? undefined : conflictOf(own, theirs);
      if (conflict !== undefined) {
        return { other, ...conflict };
      }
    }
    return undefined;
  }

  /** A resource was deleted: it has left its place. It is added again when it is created anew. */
  remove(seed: unknown): void {
    if (typeof seed === "string") {
      this.#wanted.delete(seed);
    }
  }
}

const same = (one: Place | undefined, other: Place | undefined): one is Place =>
  one !== undefined && one.key === other?.key;

/** Where a thing comes to in this update. */
const arrivesAt = ({ place, before }: Wanted): Place | undefined => (same(place, before) ? undefined : place);

/** Where a thing goes away from in this update. */
const leaves = ({ place, before }: Wanted): Place | undefined =>
  place === undefined || same(before, place) ? undefined : before;

function conflictOf(own: Wanted, theirs: Wanted): Omit<Conflict, "other"> | undefined {
  const [arrives, left] = [arrivesAt(own), leaves(own)];
  const [theyArrive, theyLeft] = [arrivesAt(theirs), leaves(theirs)];
  if (same(own.adopted, theirs.adopted)) {
    return { kind: "twice", place: own.adopted, isSwap: false };
  }
  // Where an id says which thing is meant, the cloud may hold several things at one place.
  const isAdoption = own.adopted !== undefined || theirs.adopted !== undefined;
  if (!isAdoption && same(own.place, theirs.place) && (arrives ?? theyArrive) !== undefined) {
    return { kind: "twice", place: own.place, isSwap: false };
  }
  const [takes, gives] = [same(arrives, theyLeft), same(left, theyArrive)];
  if (takes && arrives !== undefined) {
    return { kind: "leaves", place: arrives, isSwap: gives };
  }
  return gives && left !== undefined ? { kind: "taken", place: left, isSwap: false } : undefined;
}
