#!/bin/sh
# Makes an AppImage of the bundle in dist/. The folder for it is made and tried here; the last line has not been
# run, for appimagetool is fetched from its makers, not from a registry.
# Usage: packaging/linux/appimage/build.sh PYTHON
set -eu
python=$1
rm -rf build/AppDir
PYTHONPATH=packaging "$python" -m release.appdir build/AppDir dist/layers-desktop
build/AppDir/AppRun --selftest
version=$(build/AppDir/AppRun --version | cut -d' ' -f2)
appimagetool --no-appstream build/AppDir "dist/Layers_Desktop-$version-$(uname -m).AppImage"
