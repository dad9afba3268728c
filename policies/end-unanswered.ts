/** What the policy SDK throws about an asset or archive without content (`deserialize.js`, 1.21). */
const EMPTY_ASSET = /^(?:Invalid (?:asset|archive) encountered|Expected an AssetArchive's assets)/;

/**
 * Ends the pack when the policy SDK fails outside of a policy: its `Remediate` then answers nothing, and
 * the engine waits for five minutes. A pack that has ended fails the preview at once.
 */
export function endUnanswered(): void {
  process.on("unhandledRejection", (error) => {
    const reason = error instanceof Error ? error.message : String(error);
    console.error(
      EMPTY_ASSET.test(reason)
        ? 'A resource of this stack has an asset without content, such as `new StringAsset("")`, which ' +
            "the policy SDK cannot read, so nothing could be judged.\n" +
            "Fix: give the asset content, a line break for example, or leave it out; " +
            "`npm run preview` names the resource.\n" +
            "More: docs/assets.md of the policy pack"
        : `The policy pack cannot go on: ${reason}`,
    );
    process.exit(1);
  });
}
