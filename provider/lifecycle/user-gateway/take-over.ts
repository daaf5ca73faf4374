import { idText, type UserGw } from "../../api/index.ts";
import type { Context } from "../context.ts";
import { nameToTake, take } from "../take-over.ts";
import type { UserGatewayInputs } from "./inputs.ts";

/** Renames an adopted peer gateway if necessary, and returns its name. */
export async function takeUserGatewayName(context: Context, inputs: UserGatewayInputs, found: UserGw): Promise<string> {
  const name = nameToTake(context, inputs.userGwName, inputs.__urn, found);
  const id = idText(found.id);
  return name === undefined
    ? found.name
    : await take(context, found, name, async () => await context.api.renameUserGw(context, id, name));
}
