export { createUserGateway } from "./create.ts";
export { deleteUserGateway } from "./delete.ts";
export { changedPathsOfUserGateway, diffUserGateway, previewedUserGateway } from "./diff.ts";
export { adoptedUserGateway, assertAddressFree, userGatewayPlace } from "./free.ts";
export type { UserGatewayInputs, UserGatewayOutputs } from "./inputs.ts";
export { warnOfPrivateAddress } from "./private-address.ts";
export { importUserGateway, readUserGateway } from "./read.ts";
export { updateUserGateway } from "./update.ts";
