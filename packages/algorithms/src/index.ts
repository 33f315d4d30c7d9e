export { pureJsPrimitives } from './primitives.ts';
export type { Hmac, HmacHash, Primitives, Sm3, Sm4Encrypt } from './primitives.ts';
export { sha1 } from './hash/sha1.ts';
export { sha256, sha512 } from './hash/sha2.ts';
export { sm3 } from './hash/sm3.ts';
export { hmac } from './hash/hmac.ts';
export type { HashFunction } from './hash/hash-function.ts';
export { SM4_BLOCK_BYTES, sm4Encrypt } from './cipher/sm4.ts';
export { hkdfSha256 } from './hkdf.ts';
export type { HkdfInput } from './hkdf.ts';

export { AlgorithmInputError } from './input-error.ts';
export type { AlgorithmInputCode } from './input-error.ts';

export { MAX_OTP_DIGITS, MIN_OTP_DIGITS, decimalOtp, dynamicTruncate } from './truncate.ts';
export { hotp } from './hotp.ts';
export type { HotpInput } from './hotp.ts';
export { timeStepAt, totp } from './totp.ts';
export type { TimeStepInput, TotpInput } from './totp.ts';
export { gmt0021Id, gmt0021Otp } from './gmt0021.ts';
export type { Gmt0021Algorithm, Gmt0021Factors, Gmt0021Input } from './gmt0021.ts';
export { computeOtp, prepareOtp } from './token-otp.ts';
export type { ComputeOtpInput, OtpSpec } from './token-otp.ts';
export { equalOtp } from './constant-time.ts';

export { OcraSuiteError, formatOcraSuite, parseOcraSuite } from './ocra-suite.ts';
export type { OcraChallengeFormat, OcraSuite, OcraSuiteErrorCode } from './ocra-suite.ts';
export {
  isOcraChallenge,
  mutualClientChallenge,
  mutualServerChallenge,
  ocraDataInput,
  ocraResponse,
  ocraTimeStep,
} from './ocra.ts';
export type { OcraChallenge, OcraInputs, OcraResponseInput } from './ocra.ts';
export {
  MAX_QUESTION_CHARACTERS,
  QUESTION_ALPHABET,
  TRANSACTION_NONCE_BYTES,
  TransactionCodeError,
  encodeTransaction,
  formatTransactionCode,
  parseTransactionCode,
  questionUnderMac,
  transactionQuestion,
} from './transaction-code.ts';
export type { Transaction, TransactionField } from './transaction-code.ts';
export { typedQuestion } from './typed-question.ts';

export { EncodingError } from './encoding/encoding-error.ts';
export type { EncodingErrorCode } from './encoding/encoding-error.ts';
export { concatBytes } from './encoding/bytes.ts';
export { decodeHex, encodeHex } from './encoding/hex.ts';
export { decodeBase32, encodeBase32 } from './encoding/base32.ts';
export { decodeBase64, decodeBase64Url, encodeBase64, encodeBase64Url } from './encoding/base64.ts';
export { CROCKFORD32_ALPHABET, decodeCrockford32, encodeCrockford32 } from './encoding/crockford32.ts';
export { decodeUtf8, encodeUtf8 } from './encoding/utf8.ts';

export { KeyUriError, buildKeyUri, parseKeyUri } from './key-uri.ts';
export type { KeyUri, KeyUriErrorCode, ParsedKeyUri } from './key-uri.ts';
export { dammCheckDigit, isDammValid, isMod3736Valid, mod3736CheckCharacter } from './check-digit.ts';

export {
  ACTIVATION_CODE_CHARACTERS,
  ACTIVATION_ENTROPY_BYTES,
  OFFLINE_PROFILES,
  checkPartialActivationCode,
  encodeActivationCode,
  findOfflineProfile,
  parseActivationCode,
} from './activation-code.ts';
export type {
  ActivationCodeContent,
  ActivationCodeFault,
  OfflineProfileCriteria,
  ParsedActivationCode,
  PartialActivationCode,
  PartialActivationGroup,
  TokenProfile,
} from './activation-code.ts';
export { OFFLINE_ARGON2ID, deriveOfflineSeed, offlineSeedContext, seedBytesForHash } from './offline-seed.ts';
export type { OfflineSeedBinding, OfflineSeedInput } from './offline-seed.ts';
export { deviceCodeOf, parseDeviceCode } from './device-code.ts';
export type { ParsedDeviceCode } from './device-code.ts';
