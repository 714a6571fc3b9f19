locals {
  instance_names = { for key, instance in var.instances : key => coalesce(instance.instance_name, key) }

  # postgres 17.2 has the parameters of postgres17, mysql 8.4.3 those of mysql8.4.
  instance_families = {
    for key, instance in var.instances : key => join("", [instance.engine, join(".", slice(split(".", instance.engine_version), 0, instance.engine == "postgres" ? 1 : 2))])
  }
}

resource "aws_db_instance" "this" {
  for_each = var.instances

  identifier                            = local.instance_names[each.key]
  engine                                = each.value.engine
  engine_version                        = each.value.engine_version
  instance_class                        = each.value.instance_class
  db_name                               = each.value.database_name
  username                              = each.value.username
  manage_master_user_password           = true
  master_user_secret_kms_key_id         = each.value.kms_key_arn
  iam_database_authentication_enabled   = true
  port                                  = coalesce(each.value.port, local.ports[each.value.engine])
  db_subnet_group_name                  = aws_db_subnet_group.instance[each.key].name
  vpc_security_group_ids                = each.value.security_group_ids
  publicly_accessible                   = false
  multi_az                              = each.value.multi_az
  parameter_group_name                  = aws_db_parameter_group.instance[each.key].name
  storage_type                          = "gp3"
  allocated_storage                     = each.value.storage_gib
  max_allocated_storage                 = each.value.max_storage_gib
  storage_encrypted                     = true
  kms_key_id                            = each.value.kms_key_arn
  backup_retention_period               = each.value.backup_retention_days
  delete_automated_backups              = false
  copy_tags_to_snapshot                 = true
  skip_final_snapshot                   = false
  final_snapshot_identifier             = "${local.instance_names[each.key]}-final"
  deletion_protection                   = each.value.deletion_protection
  auto_minor_version_upgrade            = true
  allow_major_version_upgrade           = false
  enabled_cloudwatch_logs_exports       = local.logs[each.value.engine]
  monitoring_interval                   = 60
  monitoring_role_arn                   = aws_iam_role.instance_monitoring[each.key].arn
  performance_insights_enabled          = true
  performance_insights_kms_key_id       = each.value.kms_key_arn
  performance_insights_retention_period = 7
  tags                                  = each.value.tags

  # RDS asks whether the role may write metrics.
  depends_on = [aws_iam_role_policy_attachment.instance_monitoring]
}

resource "aws_db_subnet_group" "instance" {
  for_each = var.instances

  name        = local.instance_names[each.key]
  description = "Subnets of the database ${local.instance_names[each.key]}"
  subnet_ids  = each.value.subnet_ids
  tags        = each.value.tags
}

resource "aws_db_parameter_group" "instance" {
  for_each = var.instances

  name        = "${local.instance_names[each.key]}-${replace(local.instance_families[each.key], ".", "-")}"
  family      = local.instance_families[each.key]
  description = "Parameters of the database ${local.instance_names[each.key]}"
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

resource "aws_iam_role" "instance_monitoring" {
  for_each = var.instances

  name                 = "${local.instance_names[each.key]}-monitoring"
  description          = "Writes the metrics of the database ${local.instance_names[each.key]}"
  permissions_boundary = each.value.permissions_boundary_arn
  assume_role_policy   = local.monitoring_trust
  tags                 = each.value.tags
}

resource "aws_iam_role_policy_attachment" "instance_monitoring" {
  for_each = var.instances

  role       = aws_iam_role.instance_monitoring[each.key].name
  policy_arn = "arn:aws:iam::aws:policy/service-role/AmazonRDSEnhancedMonitoringRole"
}
