locals {
  cluster_names = { for key, cluster in var.clusters : key => coalesce(cluster.cluster_name, key) }

  # aurora-postgresql 16.6 has the parameters of aurora-postgresql16, aurora-mysql 8.0.mysql_aurora.3.08.2 those of aurora-mysql8.0.
  cluster_families = {
    for key, cluster in var.clusters : key => join("", [cluster.engine, join(".", slice(split(".", cluster.engine_version), 0, cluster.engine == "aurora-postgresql" ? 1 : 2))])
  }

  members = merge([for key, cluster in var.clusters : { for number in range(1, cluster.instances + 1) : "${key}/${number}" => { cluster = key, number = number } }]...)
}

resource "aws_rds_cluster" "this" {
  for_each = var.clusters

  cluster_identifier                  = local.cluster_names[each.key]
  engine                              = each.value.engine
  engine_version                      = each.value.engine_version
  database_name                       = each.value.database_name
  master_username                     = each.value.username
  manage_master_user_password         = true
  master_user_secret_kms_key_id       = each.value.kms_key_arn
  iam_database_authentication_enabled = true
  port                                = coalesce(each.value.port, local.ports[each.value.engine])
  db_subnet_group_name                = aws_db_subnet_group.cluster[each.key].name
  vpc_security_group_ids              = each.value.security_group_ids
  db_cluster_parameter_group_name     = aws_rds_cluster_parameter_group.this[each.key].name
  storage_encrypted                   = true
  kms_key_id                          = each.value.kms_key_arn
  backup_retention_period             = each.value.backup_retention_days
  backtrack_window                    = each.value.engine == "aurora-mysql" ? each.value.backtrack_hours * 3600 : null
  delete_automated_backups            = false
  copy_tags_to_snapshot               = true
  skip_final_snapshot                 = false
  final_snapshot_identifier           = "${local.cluster_names[each.key]}-final"
  deletion_protection                 = each.value.deletion_protection
  enable_http_endpoint                = false
  enabled_cloudwatch_logs_exports     = local.logs[each.value.engine]
  tags                                = each.value.tags
}

resource "aws_rds_cluster_instance" "this" {
  for_each = local.members

  identifier                            = "${local.cluster_names[each.value.cluster]}-${each.value.number}"
  cluster_identifier                    = aws_rds_cluster.this[each.value.cluster].id
  engine                                = aws_rds_cluster.this[each.value.cluster].engine
  engine_version                        = aws_rds_cluster.this[each.value.cluster].engine_version
  instance_class                        = var.clusters[each.value.cluster].instance_class
  publicly_accessible                   = false
  auto_minor_version_upgrade            = true
  copy_tags_to_snapshot                 = true
  monitoring_interval                   = 60
  monitoring_role_arn                   = aws_iam_role.cluster_monitoring[each.value.cluster].arn
  performance_insights_enabled          = true
  performance_insights_kms_key_id       = var.clusters[each.value.cluster].kms_key_arn
  performance_insights_retention_period = 7
  tags                                  = var.clusters[each.value.cluster].tags

  # RDS asks whether the role may write metrics.
  depends_on = [aws_iam_role_policy_attachment.cluster_monitoring]
}

resource "aws_db_subnet_group" "cluster" {
  for_each = var.clusters

  name        = local.cluster_names[each.key]
  description = "Subnets of the cluster ${local.cluster_names[each.key]}"
  subnet_ids  = each.value.subnet_ids
  tags        = each.value.tags
}

resource "aws_rds_cluster_parameter_group" "this" {
  for_each = var.clusters

  name        = "${local.cluster_names[each.key]}-${replace(local.cluster_families[each.key], ".", "-")}"
  family      = local.cluster_families[each.key]
  description = "Parameters of the cluster ${local.cluster_names[each.key]}"
  tags        = each.value.tags

  dynamic "parameter" {
    for_each = merge(each.value.parameters, local.parameters[each.value.engine])

    content {
      name         = parameter.key
      value        = parameter.value
      apply_method = "pending-reboot"
    }
  }

  lifecycle {
    create_before_destroy = true
  }
}

resource "aws_iam_role" "cluster_monitoring" {
  for_each = var.clusters

  name                 = "${local.cluster_names[each.key]}-monitoring"
  description          = "Writes the metrics of the cluster ${local.cluster_names[each.key]}"
  permissions_boundary = each.value.permissions_boundary_arn
  assume_role_policy   = local.monitoring_trust
  tags                 = each.value.tags
}

resource "aws_iam_role_policy_attachment" "cluster_monitoring" {
  for_each = var.clusters

  role       = aws_iam_role.cluster_monitoring[each.key].name
  policy_arn = "arn:aws:iam::aws:policy/service-role/AmazonRDSEnhancedMonitoringRole"
}
