/** Something that the judge needs is not on this machine: not a verdict on the emulator. */
export class MissingPrerequisite extends Error {
  override readonly name = 'MissingPrerequisite';
}
