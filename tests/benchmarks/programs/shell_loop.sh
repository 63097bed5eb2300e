#!/bin/sh
# What a shell offers: a loop of curl over a folder, one file after the other.
# Arguments: the API's address, the key, the project, the folder, `inline` or `presigned`.
set -eu
media=$1/v1/projects/$3/media
key=$2

post() { # $1 the call; the body comes on standard input
  curl --silent --fail --header "X-Api-Key: $key" --header "Idempotency-Key: $(cat /proc/sys/kernel/random/uuid)" \
    --header 'Content-Type: application/json' --data-binary @- "$media$1"
}

field() { sed -n "s/.*\"$1\":\"\([^\"]*\)\".*/\1/p"; echo; }

for file in "$4"/*; do
  about="\"kind\":\"image\",\"mimeType\":\"image/png\",\"filename\":\"${file##*/}\""
  if [ "$5" = inline ]; then
    printf '{%s,"dataBase64":"%s"}' "$about" "$(base64 -w0 "$file")" | post "" | field assetId
    continue
  fi
  sum=$(sha256sum "$file" | cut -c-64)
  signed=$(printf '{%s,"sizeBytes":%s,"checksumSha256":"%s"}' "$about" "$(stat -c %s "$file")" "$sum" | post /presign)
  url=$(printf %s "$signed" | field url)
  curl --silent --fail --header 'Content-Type: image/png' --upload-file "$file" "$url"
  printf '{"uploadId":"%s","checksumSha256":"%s"}' "$(printf %s "$signed" | field uploadId)" "$sum" \
    | post /finalize | field assetId
done
