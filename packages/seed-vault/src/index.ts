export { MASTER_KEY_BYTES, loadMasterKeyFile, parseMasterKey, writeMasterKeyFile } from './master-key.ts';
export { keyIdOfBox } from './sealed-box.ts';
export { SeedVault, createDataKey, rewrapDataKey } from './vault.ts';
export type { DataKeyPurpose, WrappedDataKey } from './vault.ts';
