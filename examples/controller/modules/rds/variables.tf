variable "instances" {
  description = "Database instances by name. What an entry leaves out is the safe choice."
  nullable    = false
  default     = {}
  type = map(object({
    # The instance's name, when it is not the entry's.
    instance_name = optional(string)

    # The account of accounts.yaml that the entry belongs to. Only discovery reads it.
    account_key = optional(string)

    # The region that the entry belongs to: use1 is us-east-1. Only discovery reads it.
    region_code = optional(string)

    # postgres, mysql or mariadb.
    engine = string

    # A major version such as "17" or "8.4" leaves the minor ones to AWS.
    engine_version = string

    instance_class = optional(string, "db.t4g.medium")

    # The first database in it.
    database_name = optional(string)

    # The administrator. AWS makes the password, keeps it in Secrets Manager and renews it.
    username = optional(string, "dbadmin")

    # Without one, the engine's port plus one.
    port = optional(number)

    # Private subnets of two zones.
    subnet_ids = set(string)

    # Who may come in.
    security_group_ids = set(string)

    # The ARN of the key for storage, password and insights. Without one, AWS's own.
    kms_key_arn = optional(string)

    storage_gib = optional(number, 20)

    # How far the storage grows by itself.
    max_storage_gib = optional(number, 100)

    # A second one in another zone, that takes over when the first fails.
    multi_az = optional(bool, true)

    backup_retention_days = optional(number, 14)

    # Refuses to delete the database until it is off.
    deletion_protection = optional(bool, true)

    # Parameters of the engine, besides those that the module sets for encrypted connections and logs.
    parameters = optional(map(string), {})

    # The boundary of the role that writes the metrics of the operating system.
    permissions_boundary_arn = optional(string)

    # Besides the deployment's own. These win.
    tags = optional(map(string), {})
  }))

  validation {
    condition     = alltrue([for instance in var.instances : contains(["postgres", "mysql", "mariadb"], instance.engine)])
    error_message = "rds_instances: engine must be postgres, mysql or mariadb. Aurora belongs in rds_clusters."
  }

  validation {
    condition     = alltrue([for instance in var.instances : can(regex(instance.engine == "postgres" ? "^[0-9]+(\\.[0-9]+)?$" : "^[0-9]+\\.[0-9]+(\\.[0-9]+)?$", instance.engine_version))])
    error_message = "rds_instances: engine_version must be a version such as \"17\" (postgres), \"8.4\" (mysql) or \"11.4\" (mariadb)."
  }

  validation {
    condition     = alltrue([for instance in var.instances : length(instance.subnet_ids) >= 2 && length(instance.security_group_ids) >= 1])
    error_message = "rds_instances: subnet_ids must have two subnets at least, in two zones, and security_group_ids one group."
  }

  validation {
    condition     = alltrue([for instance in var.instances : instance.backup_retention_days >= 1 && instance.backup_retention_days <= 35])
    error_message = "rds_instances: backup_retention_days must be 1 to 35."
  }

  validation {
    condition     = alltrue([for instance in var.instances : instance.storage_gib >= 20 && instance.max_storage_gib >= instance.storage_gib])
    error_message = "rds_instances: storage_gib must be 20 or more, and max_storage_gib no less than it."
  }

  validation {
    condition     = alltrue([for instance in var.instances : instance.kms_key_arn == null ? true : can(regex("^arn:[a-z-]+:kms:[^:]+:[0-9]{12}:key/", instance.kms_key_arn))])
    error_message = "rds_instances: kms_key_arn must be the ARN of a key (…:key/…). Databases take no alias."
  }
}

variable "clusters" {
  description = "Aurora clusters by name. What an entry leaves out is the safe choice."
  nullable    = false
  default     = {}
  type = map(object({
    # The cluster's name, when it is not the entry's.
    cluster_name = optional(string)

    # The account of accounts.yaml that the entry belongs to. Only discovery reads it.
    account_key = optional(string)

    # The region that the entry belongs to: use1 is us-east-1. Only discovery reads it.
    region_code = optional(string)

    # aurora-postgresql or aurora-mysql.
    engine = string

    # Such as "16.6" or "8.0.mysql_aurora.3.08.2".
    engine_version = string

    instance_class = optional(string, "db.r6g.large")

    # How many members it has. The first takes writes, another takes over when it fails.
    instances = optional(number, 2)

    # The first database in it.
    database_name = optional(string)

    # The administrator. AWS makes the password, keeps it in Secrets Manager and renews it.
    username = optional(string, "dbadmin")

    # Without one, the engine's port plus one.
    port = optional(number)

    # Private subnets of two zones.
    subnet_ids = set(string)

    # Who may come in.
    security_group_ids = set(string)

    # The ARN of the key for storage, password and insights. Without one, AWS's own.
    kms_key_arn = optional(string)

    backup_retention_days = optional(number, 14)

    # Refuses to delete the cluster until it is off.
    deletion_protection = optional(bool, true)

    # How far aurora-mysql can turn back the clock without a backup.
    backtrack_hours = optional(number, 24)

    # Parameters of the engine, besides those that the module sets for encrypted connections and logs.
    parameters = optional(map(string), {})

    # The boundary of the role that writes the metrics of the operating system.
    permissions_boundary_arn = optional(string)

    # Besides the deployment's own. These win.
    tags = optional(map(string), {})
  }))

  validation {
    condition     = alltrue([for cluster in var.clusters : contains(["aurora-postgresql", "aurora-mysql"], cluster.engine)])
    error_message = "rds_clusters: engine must be aurora-postgresql or aurora-mysql. Other databases belong in rds_instances."
  }

  validation {
    condition     = alltrue([for cluster in var.clusters : can(regex("^[0-9]+\\.[0-9]+", cluster.engine_version))])
    error_message = "rds_clusters: engine_version must be a version such as \"16.6\" (aurora-postgresql) or \"8.0.mysql_aurora.3.08.2\" (aurora-mysql)."
  }

  validation {
    condition     = alltrue([for cluster in var.clusters : length(cluster.subnet_ids) >= 2 && length(cluster.security_group_ids) >= 1])
    error_message = "rds_clusters: subnet_ids must have two subnets at least, in two zones, and security_group_ids one group."
  }

  validation {
    condition     = alltrue([for cluster in var.clusters : cluster.instances >= 1 && cluster.instances <= 16])
    error_message = "rds_clusters: instances must be 1 to 16."
  }

  validation {
    condition     = alltrue([for cluster in var.clusters : cluster.backup_retention_days >= 1 && cluster.backup_retention_days <= 35])
    error_message = "rds_clusters: backup_retention_days must be 1 to 35."
  }

  validation {
    condition     = alltrue([for cluster in var.clusters : cluster.backtrack_hours >= 0 && cluster.backtrack_hours <= 72])
    error_message = "rds_clusters: backtrack_hours must be 0 (off) to 72."
  }

  validation {
    condition     = alltrue([for cluster in var.clusters : cluster.kms_key_arn == null ? true : can(regex("^arn:[a-z-]+:kms:[^:]+:[0-9]{12}:key/", cluster.kms_key_arn))])
    error_message = "rds_clusters: kms_key_arn must be the ARN of a key (…:key/…). Databases take no alias."
  }
}

variable "account_id" {
  description = "The account that owns the databases."
  type        = string
}
