export { askRadius } from './ask-radius.ts';
export type { RadiusAnswer, RadiusQuestion } from './ask-radius.ts';
export { checkReply, checkRequest, encodeReply, encodeRequest } from './authenticators.ts';
export type { MessageCheck } from './authenticators.ts';
export type { RadiusServer, ResolveHost } from './exchange.ts';
export {
  MAX_PACKET_BYTES,
  RADIUS_ATTRIBUTE,
  RADIUS_CODE,
  attributeValues,
  decodePacket,
  encodePacket,
} from './packet.ts';
export type { PacketProblem, RadiusAttribute, RadiusPacket } from './packet.ts';
export { MAX_PASSWORD_BYTES, hideUserPassword, revealUserPassword } from './user-password.ts';
