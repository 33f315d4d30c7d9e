export { MASTER_KEY_BYTES, loadMasterKeyFile, parseMasterKey } from './master-key.ts';
export { SeedVault, createDataKey, rewrapDataKey } from './vault.ts';
export type { DataKeyPurpose, WrappedDataKey } from './vault.ts';
