/** Whether the browser keeps this app's data even when space runs low; undefined where it cannot say. */
export async function isStorageProtected(): Promise<boolean | undefined> {
  return 'storage' in navigator && 'persisted' in navigator.storage
    ? navigator.storage.persisted()
    : undefined;
}

/** Asks the browser to keep this app's data. True when it agreed. */
export async function protectStorage(): Promise<boolean> {
  try {
    return await navigator.storage.persist();
  } catch {
    return false; // an old browser: the settings page says that nothing is protected
  }
}
