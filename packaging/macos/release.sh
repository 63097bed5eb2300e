#!/bin/bash
# Signs, notarises and packs "Layers Desktop.app" on a Mac. It has not been run: it is written by Apple's documents.
# Usage: packaging/macos/release.sh APP DMG
#   SIGNING_IDENTITY  "Developer ID Application: …", always the same one: the Keychain knows the program by it
#   NOTARY_PROFILE    what `xcrun notarytool store-credentials` was told
set -euo pipefail
app=$1 dmg=$2
here=$(dirname "$0")

sign() {
  codesign --force --timestamp --options runtime --sign "$SIGNING_IDENTITY" "$@"
}

# From the inside out: a signature covers those within it.
find "$app/Contents" -type f \( -name '*.dylib' -o -name '*.so' \) -print0 |
  while IFS= read -r -d '' file; do sign "$file"; done
find "$app/Contents" -type d -name '*.framework' -print0 |
  while IFS= read -r -d '' framework; do sign "$framework"; done
sign --entitlements "$here/entitlements.plist" "$app"
codesign --verify --deep --strict --verbose=2 "$app"

staging=$(mktemp -d)
trap 'rm -rf "$staging"' EXIT
ditto "$app" "$staging/$(basename "$app")"
ln -s /Applications "$staging/Applications"
# A double click installs it: the entry in the menu of files in the Finder, below "Quick Actions".
ditto "$here/../../build/macos/Upload with Layers Desktop.workflow" "$staging/Upload with Layers Desktop.workflow"
hdiutil create -volname "Layers Desktop" -srcfolder "$staging" -format UDZO -ov "$dmg"
sign "$dmg"

xcrun notarytool submit "$dmg" --keychain-profile "$NOTARY_PROFILE" --wait
xcrun stapler staple "$dmg"
spctl --assess --type open --context context:primary-signature --verbose "$dmg"
