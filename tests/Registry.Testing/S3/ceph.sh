# A Ceph cluster of one monitor and one OSD with its S3 gateway, all on loopback. It ends with this script, and its data
# with it.
#   ceph.sh FOLDER MONITOR_PORT S3_PORT ACCESS_KEY SECRET_KEY
set -e
folder=$1 monitor=$2 port=$3 access=$4 secret=$5
export CEPH_CONF="$folder/ceph.conf"

end() {
    trap '' TERM INT
    trap - EXIT
    # Nothing of it is kept, so nothing needs an orderly end.
    [ -z "$daemons" ] || kill -KILL $daemons
    wait
    rm -rf "$folder"
    exit 1
}
trap end TERM INT EXIT

# The daemons end with this shell, also where it is killed.
start() { setpriv --pdeathsig KILL "$@" >"$folder/$1.log" 2>&1 & daemons="$daemons $!"; }
new_id() { cat /proc/sys/kernel/random/uuid; }

rm -rf "$folder"
mkdir -p "$folder/mon" "$folder/osd"
id=$(new_id)

# auth=none does not work. A short GC, for by default what is deleted keeps its room for two hours, and a full OSD makes
# every write hang. The short Paxos intervals halve the time until it is up.
cat >"$CEPH_CONF" <<CONF
[global]
fsid = $id
mon_host = [v1:127.0.0.1:$monitor]
keyring = $folder/keyring
auth_cluster_required = cephx
auth_service_required = cephx
auth_client_required = cephx
mon_allow_pool_size_one = true
mon_data_avail_crit = 1
osd_pool_default_size = 1
osd_pool_default_min_size = 1
osd_pool_default_pg_num = 4
osd_pool_default_pgp_num = 4
osd_pool_default_pg_autoscale_mode = off
osd_crush_chooseleaf_type = 0
osd_memory_target = 1073741824
osd_objectstore = bluestore
bluestore_block_size = 32212254720
bluestore_block_create = true
paxos_propose_interval = 0.01
paxos_min_wait = 0.01
run_dir = $folder
admin_socket = $folder/\$name.asok
pid_file = $folder/\$name.pid
log_file = $folder/\$name.log
mon_data = $folder/mon
osd_data = $folder/osd
rgw_frontends = beast endpoint=127.0.0.1:$port
rgw_enable_apis = s3,admin
rgw_gc_obj_min_wait = 1
rgw_gc_processor_period = 5
CONF

key() { ceph-authtool "$folder/keyring" --gen-key -n "$@" >/dev/null; }
ceph-authtool --create-keyring "$folder/keyring" >/dev/null
key mon. --cap mon 'allow *'
key client.admin --cap mon 'allow *' --cap osd 'allow *'
key osd.0 --cap mon 'allow profile osd' --cap osd 'allow *'
key client.rgw --cap mon 'allow rwx' --cap osd 'allow rwx'

monmaptool --create --fsid "$id" --addv a "[v1:127.0.0.1:$monitor]" "$folder/monmap" >/dev/null
ceph-mon -i a --mkfs --monmap "$folder/monmap" --keyring "$folder/keyring"
start ceph-mon -i a -f
disk=$(new_id)
ceph osd new "$disk" 0 >/dev/null
ceph-osd -i 0 --mkfs --osd-uuid "$disk" >/dev/null 2>&1
start ceph-osd -i 0 -f

# The first to come waits until the cluster is there; once the gateway answers, its user is there too.
radosgw-admin user create --uid=test --display-name=test "--access-key=$access" "--secret-key=$secret" >/dev/null 2>&1
start radosgw -n client.rgw -i rgw -f
wait
