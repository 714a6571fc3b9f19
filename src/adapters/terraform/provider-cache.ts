// The cache of GitHub Actions. It comes with a client for its storage that is larger than all of ours: a bundle of its own, for runs that ask for it.
export { isFeatureAvailable, restoreCache, saveCache } from "@actions/cache";
