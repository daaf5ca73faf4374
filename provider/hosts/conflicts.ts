import type { Place } from "../lifecycle/vpn-connection/index.ts";
import { nameIn, urnIn } from "./properties.ts";

/** What a resource of the program requests. */
export interface Wanted {
  readonly seed: string;
  /** The requested place; undefined if that is not known yet. */
  readonly place: Place | undefined;
  /** The place in the state; undefined for a new resource. */
  readonly before: Place | undefined;
  /** What it adopts. */
  readonly adopted: Place | undefined;
}

/** Why two resources of the program exclude each other; undefined if they do not. */
export function conflictBetween(own: Wanted, other: Wanted): string | undefined {
  const resource = `the resource "${nameIn(other.seed)}" of this program (${urnIn(other.seed)})`;
  const shared = sharedPlace(own, other);
  if (shared !== undefined) {
    const reason = `${resource} asks for ${shared.text} too, and a thing of the cloud belongs to one resource. Nothing was changed. Remove one of the two resources from the program`;
    return reason;
  }
  const taken = common(arrival(own), departure(other));
  const given = common(departure(own), arrival(other));
  if (taken !== undefined) {
    // In a swap, both resources leave a place.
    const leaving = given === undefined ? [other] : [other, own];
    const reason = `${resource} still holds ${taken.text} and leaves it in this update, in no certain order. Nothing was changed. Run \`${destroy(leaving)}\`, then \`pulumi up\``;
    return reason;
  }
  if (given !== undefined) {
    const reason = `${resource} asks for ${given.text}, which this resource still holds and leaves in this update, in no certain order. Nothing was changed. Run \`${destroy([own])}\`, then \`pulumi up\``;
    return reason;
  }
  return undefined;
}

/** What both resources request. */
function sharedPlace(own: Wanted, other: Wanted): Place | undefined {
  const adopted = common(own.adopted, other.adopted);
  // An adopted id is unambiguous, even if several things exist at one place.
  const isAdoption = own.adopted !== undefined || other.adopted !== undefined;
  // Two resources of the state that stay where they are do not conflict.
  const isArrival = arrival(own) !== undefined || arrival(other) !== undefined;
  return adopted ?? (isArrival && !isAdoption ? common(own.place, other.place) : undefined);
}

/** The place that a resource takes in this update. */
const arrival = ({ place, before }: Wanted): Place | undefined =>
  common(place, before) === undefined ? place : undefined;

/** The place that a resource leaves in this update. */
const departure = ({ place, before }: Wanted): Place | undefined =>
  place === undefined || common(place, before) !== undefined ? undefined : before;

const common = (one: Place | undefined, other: Place | undefined): Place | undefined =>
  one?.key === other?.key ? one : undefined;

const destroy = (resources: readonly Wanted[]): string =>
  `pulumi destroy ${resources.map(({ seed }) => `--target ${quoted(urnIn(seed))}`).join(" ")} --target-dependents`;

/** For a shell. */
const quoted = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`;
